package io.binnacle.doctor.finding;

import io.binnacle.client.PatchType;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.patch.JsonPatch;
import io.binnacle.model.patch.MergePatch;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;

/// One change of one object, which a program can make and a person can type.
public sealed interface Change {
  /// What is changed.
  ObjectRef target();

  /// The `kubectl` command that does it, one line, quoted for a POSIX shell.
  String command();

  /// A patch.
  ///
  /// @param type JSON or MERGE: what they do depends on no schema
  /// @param patch the document
  record Patch(ObjectRef target, PatchType type, Value patch) implements Change {
    public Patch {
      if (type == PatchType.STRATEGIC_MERGE) {
        throw new IllegalArgumentException("a patch of the doctor is a JSON or a merge patch");
      }
    }

    /// A merge patch (RFC 7396).
    public static Patch merge(ObjectRef target, Obj patch) {
      return new Patch(target, PatchType.MERGE, patch);
    }

    /// A JSON patch (RFC 6902).
    public static Patch json(ObjectRef target, Value operations) {
      return new Patch(target, PatchType.JSON, operations);
    }

    /// A JSON patch that puts `value` in one place.
    ///
    /// @param pointer where (RFC 6901): a field, whether it is there or not; an element that is replaced; `-` for one more at the end
    public static Patch set(ObjectRef target, String pointer, Value value) {
      return json(target, Arr.of(put(pointer, value)));
    }

    /// The operation of a JSON patch that puts `value` in one place, see [#set].
    public static Obj put(String pointer, Value value) {
      boolean element = pointer.matches(".*/[0-9]+");
      return Obj.of(
          "op", Str.of(element ? "replace" : "add"), "path", Str.of(pointer), "value", value);
    }

    /// The operation of a JSON patch that puts `value` in the place of something, and fails where there is nothing.
    public static Obj replace(String pointer, Value value) {
      return Obj.of("op", Str.of("replace"), "path", Str.of(pointer), "value", value);
    }

    /// The operation of a JSON patch that takes away what is in one place.
    public static Obj remove(String pointer) {
      return Obj.of("op", Str.of("remove"), "path", Str.of(pointer));
    }

    /// `object` with the patch.
    ///
    /// @throws io.binnacle.model.patch.PatchException if it does not fit
    public Obj applyTo(Obj object) {
      return type == PatchType.MERGE
          ? MergePatch.apply(object, patch)
          : (Obj) JsonPatch.apply(object, patch);
    }

    @Override
    public String command() {
      return "kubectl patch "
          + Shell.word(target.argument())
          + Shell.inNamespace(target.namespace())
          + (type == PatchType.MERGE ? " --type merge" : " --type json")
          + " -p "
          + Shell.quoted(patch);
    }
  }

  /// A new object.
  ///
  /// @param resource its collection
  /// @param object the object, with namespace and name
  record Create(ResourceName resource, Obj object) implements Change {
    @Override
    public ObjectRef target() {
      return ObjectRef.of(resource, object);
    }

    @Override
    public String command() {
      return "printf '%s' " + Shell.quoted(object) + " | kubectl apply -f -";
    }
  }

  /// An object that has to go.
  record Delete(ObjectRef target) implements Change {
    @Override
    public String command() {
      return "kubectl delete "
          + Shell.word(target.argument())
          + Shell.inNamespace(target.namespace());
    }
  }

  /// The number of replicas of a workload.
  ///
  /// @param replicas 0 or more
  record Scale(ObjectRef target, int replicas) implements Change {
    @Override
    public String command() {
      return "kubectl scale "
          + Shell.word(target.argument())
          + Shell.inNamespace(target.namespace())
          + " --replicas="
          + replicas;
    }

    /// `object` with so many replicas.
    public Obj applyTo(Obj object) {
      return object.change("spec", spec -> spec.with("replicas", replicas));
    }
  }
}
