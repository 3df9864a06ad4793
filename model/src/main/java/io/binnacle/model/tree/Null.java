package io.binnacle.model.tree;

/// The JSON `null`: a value, not the absence of one. An absent field is a Java `null` from [Obj#get].
public enum Null implements Value {
  NULL;

  @Override
  public String toString() {
    return "null";
  }
}
