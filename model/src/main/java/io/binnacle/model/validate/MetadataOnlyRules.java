package io.binnacle.model.validate;

import io.binnacle.model.tree.Obj;

/// A kind of which nothing but the metadata is judged.
record MetadataOnlyRules(boolean namespaced) implements KindRules {
  @Override
  public void create(Obj object, Errors out) {
    ObjectMetaRules.create(object, namespaced, NameRule.DNS_SUBDOMAIN, out);
  }

  @Override
  public void update(Obj object, Obj old, Errors out) {
    ObjectMetaRules.update(object, old, out);
  }
}
