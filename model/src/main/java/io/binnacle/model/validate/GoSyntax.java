package io.binnacle.model.validate;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values as Go's `%#v` prints them: what a 1.33 API server puts into messages about lists, maps and structures. Tools match
/// on some of these, so they are wire format.
final class GoSyntax {
  private GoSyntax() {}

  /// `[]string{"a", "b"}`; an empty list counts as absent.
  static String strings(List<String> values) {
    return list("string", values);
  }

  /// `[]core.IPFamily{"IPv4"}` for a list of a named string type.
  static String list(String type, List<String> values) {
    if (values.isEmpty()) {
      return "[]" + type + "(nil)";
    }
    return "[]"
        + type
        + values.stream().map(GoSyntax::quote).collect(Collectors.joining(", ", "{", "}"));
  }

  /// `map[string]string{"a":"b"}`, sorted by key.
  static String map(Map<String, String> values) {
    if (values.isEmpty()) {
      return "map[string]string(nil)";
    }
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> quote(e.getKey()) + ":" + quote(e.getValue()))
        .collect(Collectors.joining(", ", "map[string]string{", "}"));
  }

  /// A `matchLabels`/`matchExpressions` object.
  static String labelSelector(Obj selector) {
    Arr expressions = selector.arr("matchExpressions");
    String all =
        expressions.isEmpty()
            ? "[]v1.LabelSelectorRequirement(nil)"
            : expressions.objects().stream()
                .map(GoSyntax::requirement)
                .collect(Collectors.joining(", ", "[]v1.LabelSelectorRequirement{", "}"));
    return "v1.LabelSelector{MatchLabels:"
        + map(selector.obj("matchLabels").stringMap())
        + ", MatchExpressions:"
        + all
        + "}";
  }

  /// The protocol and port of a Service port: what must be unique.
  static String servicePort(String protocol, long port) {
    return "core.ServicePort{Name:\"\", Protocol:"
        + quote(protocol)
        + ", AppProtocol:(*string)(nil), Port:"
        + port
        + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}";
  }

  /// A taint of a node, without the time it was added.
  static String taint(Obj taint) {
    return "core.Taint{Key:"
        + quote(taint.str("key"))
        + ", Value:"
        + quote(taint.str("value"))
        + ", Effect:"
        + quote(taint.str("effect"))
        + ", TimeAdded:(*v1.Time)(nil)}";
  }

  /// One of the addresses of a Pod's status.
  ///
  /// @param type `PodIP` or `HostIP`
  static String address(String type, Obj address) {
    return "core." + type + "{IP:" + quote(address.str("ip")) + "}";
  }

  /// All addresses of one sort of a Pod's status.
  static String addresses(String type, List<Obj> addresses) {
    return addresses.stream()
        .map(a -> address(type, a))
        .collect(Collectors.joining(", ", "[]core." + type + "{", "}"));
  }

  /// A count or a percentage.
  static String intOrString(@Nullable Value value) {
    boolean text = value instanceof Str;
    long number = value instanceof Int n ? n.value() : 0;
    return "intstr.IntOrString{Type:"
        + (text ? 1 : 0)
        + ", IntVal:"
        + number
        + ", StrVal:"
        + (value instanceof Str s ? quote(s.value()) : quote(""))
        + "}";
  }

  /// An address of a node.
  static String nodeAddress(Obj address) {
    return "core.NodeAddress{Type:"
        + quote(address.str("type"))
        + ", Address:"
        + quote(address.str("address"))
        + "}";
  }

  static String quote(String s) {
    return Str.of(s).toString();
  }

  private static String requirement(Obj r) {
    return "v1.LabelSelectorRequirement{Key:"
        + quote(r.str("key"))
        + ", Operator:"
        + quote(r.str("operator"))
        + ", Values:"
        + strings(r.arr("values").strings())
        + "}";
  }
}
