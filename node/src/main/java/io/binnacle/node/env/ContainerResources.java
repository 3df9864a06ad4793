package io.binnacle.node.env;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// What `resourceFieldRef` names: limits and requests of a container as whole numbers, rounded up. A limit that is not
/// stated is what the node can give.
public final class ContainerResources {
  private ContainerResources() {}

  /// The value of `reference`, or an [Unknown] that says what is wrong with it.
  ///
  /// @param container where to look if the reference names no container; null in a volume
  public static Answer value(Obj pod, @Nullable Obj container, Obj reference, PodFacts facts) {
    String name = reference.str("containerName");
    Obj about = name.isEmpty() ? container : find(pod, name);
    if (about == null) {
      return new Unknown("container " + name + " not found");
    }
    String resource = reference.str("resource");
    int dot = resource.indexOf('.');
    String list = dot < 0 ? resource : resource.substring(0, dot);
    String kind = dot < 0 ? "" : resource.substring(dot + 1);
    boolean known =
        kind.equals("cpu")
            || kind.equals("memory")
            || kind.equals("ephemeral-storage")
            || kind.startsWith("hugepages-");
    if (!known || !(list.equals("limits") || list.equals("requests"))) {
      return new Unknown("unsupported container resource : " + resource);
    }
    Quantity amount = amount(about, list, kind, facts);
    Quantity divisor = quantity(reference.str("divisor"));
    BigDecimal by = divisor == null || divisor.signum() == 0 ? BigDecimal.ONE : divisor.amount();
    return new Known(amount.amount().divide(by, 0, RoundingMode.UP).toPlainString());
  }

  private static Quantity amount(Obj container, String list, String kind, PodFacts facts) {
    Quantity stated = quantity(container.obj("resources").obj(list).str(kind));
    if (stated != null && stated.signum() != 0) {
      return stated;
    }
    return list.equals("limits")
        ? facts.allocatable().getOrDefault(kind, Quantity.ZERO)
        : Quantity.ZERO;
  }

  private static @Nullable Quantity quantity(String text) {
    return text.isEmpty() ? null : Quantity.parse(text);
  }

  private static @Nullable Obj find(Obj pod, String name) {
    for (String list : new String[] {"containers", "initContainers"}) {
      for (Obj container : pod.obj("spec").arr(list).objects()) {
        if (container.str("name").equals(name)) {
          return container;
        }
      }
    }
    return null;
  }

  /// What a reference comes to.
  public sealed interface Answer {}

  /// A number as text.
  public record Known(String value) implements Answer {}

  /// No number, and why.
  public record Unknown(String message) implements Answer {}
}
