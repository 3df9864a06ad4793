package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// Event. Whatever the group, findings name the fields of core/v1; the object may be in the form of either group.
///
/// @param strict the rules of `events.k8s.io/v1`; those of core/v1 are kept as they always were
record EventRules(boolean strict) implements KindRules {
  private static final FieldPath NAMESPACE = FieldPath.of("involvedObject", "namespace");
  private static final int SHORT = 128;
  private static final int NOTE = 1024;
  private static final String UNSET = "needs to be unset";

  @Override
  public void create(Obj event, Errors out) {
    legacy(event, out);
    if (!strict) {
      if (out.count() == 0) {
        ObjectMetaRules.create(event, true, NameRule.PATH_SEGMENT, out);
      }
      return;
    }
    ObjectMetaRules.create(event, true, NameRule.DNS_SUBDOMAIN, out);
    series(event, out);
    if (event.str("eventTime").isEmpty()) {
      out.required(FieldPath.of("eventTime"));
    }
    String type = event.str("type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      out.invalid(FieldPath.of("type"), "", "has invalid value: " + type);
    }
    for (String field : List.of("firstTimestamp", "lastTimestamp")) {
      if (!either(event, field, deprecated(field)).isEmpty()) {
        out.invalid(FieldPath.of(field), "", UNSET);
      }
    }
    if (event.integer("count", event.integer("deprecatedCount", 0)) != 0) {
      out.invalid(FieldPath.of("count"), "", UNSET);
    }
    Obj source = event.obj(event.has("source") ? "source" : "deprecatedSource");
    if (!source.str("component").isEmpty() || !source.str("host").isEmpty()) {
      out.invalid(FieldPath.of("source"), "", UNSET);
    }
  }

  @Override
  public void update(Obj event, Obj old, Errors out) {
    legacy(event, out);
    ObjectMetaRules.update(event, old, out);
    if (!strict) {
      return;
    }
    if (!event.obj("series").equals(old.obj("series"))) {
      series(event, out);
    }
    for (String field : List.of("reason", "type", "eventTime", "action", "reportingInstance")) {
      out.immutable(event, old, FieldPath.ROOT, field);
    }
    if (!note(event).equals(note(old))) {
      out.invalid(FieldPath.of("message"), note(event), Errors.IMMUTABLE);
    }
    if (!controller(event).equals(controller(old))) {
      out.invalid(FieldPath.of("reportingController"), controller(event), Errors.IMMUTABLE);
    }
    if (!involved(event).equals(involved(old))) {
      out.invalid(FieldPath.of("involvedObject"), involved(event), Errors.IMMUTABLE);
    }
  }

  private static void legacy(Obj event, Errors out) {
    String namespace = event.obj("metadata").str("namespace");
    String about = involved(event).str("namespace");
    if (event.str("eventTime").isEmpty()) {
      boolean agrees =
          about.isEmpty()
              ? namespace.isEmpty() || namespace.equals("default")
              : about.equals(namespace);
      mismatch(agrees, about, out);
    } else {
      boolean home = namespace.equals("default") || namespace.equals("kube-system");
      mismatch(!about.isEmpty() || home, about, out);
      reporter(event, out);
    }
    out.invalidEach(FieldPath.of("namespace"), namespace, Names.isDns1123Subdomain(namespace));
  }

  private static void mismatch(boolean agrees, String about, Errors out) {
    if (!agrees) {
      out.invalid(NAMESPACE, about, "does not match event.namespace");
    }
  }

  private static void reporter(Obj event, Errors out) {
    FieldPath path = FieldPath.of("reportingController");
    String controller = controller(event);
    if (controller.isEmpty()) {
      out.required(path);
    }
    out.invalidEach(path, controller, Names.isQualifiedName(controller));
    for (String field : List.of("reportingInstance", "action", "reason")) {
      String value = event.str(field);
      if (value.isEmpty()) {
        out.required(FieldPath.of(field));
      }
      atMost(SHORT, value, FieldPath.of(field), out);
    }
    atMost(NOTE, note(event), FieldPath.of("message"), out);
  }

  private static void atMost(int max, String value, FieldPath path, Errors out) {
    if (LabelRules.utf8Length(value) > max) {
      out.invalid(path, "", "can have at most " + max + " characters");
    }
  }

  private static void series(Obj event, Errors out) {
    if (!(event.get("series") instanceof Obj series)) {
      return;
    }
    if (series.integer("count", 0) < 2) {
      out.invalid(FieldPath.of("series.count"), "", "should be at least 2");
    }
    if (series.str("lastObservedTime").isEmpty()) {
      out.required(FieldPath.of("series.lastObservedTime"));
    }
  }

  private static Obj involved(Obj event) {
    return event.obj(event.has("involvedObject") ? "involvedObject" : "regarding");
  }

  private static String note(Obj event) {
    return either(event, "message", "note");
  }

  private static String controller(Obj event) {
    return either(event, "reportingComponent", "reportingController");
  }

  private static String either(Obj event, String core, String newer) {
    return event.str(core, event.str(newer));
  }

  private static String deprecated(String field) {
    return field.equals("firstTimestamp") ? "deprecatedFirstTimestamp" : "deprecatedLastTimestamp";
  }
}
