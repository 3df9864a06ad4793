package io.binnacle.proxy;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.rules.TableState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Services, slices and a node for tests, written short.
public final class Given {
  public static final ThisNode NODE =
      new ThisNode(
          "n1",
          "z1",
          List.of(IpAddress.of("192.168.1.10"), IpAddress.of("fd01::10")),
          List.of(
              IpAddress.of("192.168.1.10"), IpAddress.of("127.0.0.1"), IpAddress.of("fd01::10")));

  public static final RulesOptions OPTIONS =
      RulesOptions.of(
              "binnacle-test",
              List.of(Cidr.of("10.96.0.0/12"), Cidr.of("fd02::/112")),
              List.of(Cidr.of("10.244.0.0/16"), Cidr.of("fd03::/48")))
          .withLoopback(true);

  private Given() {}

  /// JSON with single quotes.
  public static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }

  /// A Service `default/name` with this spec, and optionally this status.
  public static Obj service(String name, String spec, String... status) {
    Obj service =
        json(
            ("{'apiVersion':'v1','kind':'Service','metadata':{'name':'%s','namespace':'default',"
                    + "'uid':'uid-%s'},'spec':{%s}}")
                .formatted(name, name, spec));
    return status.length == 0 ? service : service.with("status", json("{" + status[0] + "}"));
  }

  /// A slice of `default/service`: `ports` as `http:8080` or `dns:53/UDP`, endpoints as `10.244.0.2@n1 ready hint=z1`.
  ///
  /// Words of an endpoint: `ready`, `notready`, `serving`, `terminating`, `hint=zone`, `nodehint=node`.
  public static Obj slice(String name, String service, String ports, String... endpoints) {
    String family = endpoints.length > 0 && endpoints[0].contains(":") ? "IPv6" : "IPv4";
    List<String> portTexts = new ArrayList<>();
    for (String port : ports.split(" ")) {
      String[] parts = port.split("[:/]");
      portTexts.add(
          "{'name':'%s','port':%s,'protocol':'%s'}"
              .formatted(parts[0], parts[1], parts.length > 2 ? parts[2] : "TCP"));
    }
    return json(
        ("{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'%s',"
                + "'namespace':'default','labels':{'kubernetes.io/service-name':'%s'}},"
                + "'addressType':'%s','ports':[%s],'endpoints':[%s]}")
            .formatted(
                name,
                service,
                family,
                String.join(",", portTexts),
                String.join(",", Arrays.stream(endpoints).map(Given::endpoint).toList())));
  }

  private static String endpoint(String text) {
    String[] words = text.split(" ");
    String[] where = words[0].split("@");
    List<String> conditions = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    for (String word : words) {
      switch (word) {
        case "ready" -> conditions.add("'ready':true");
        case "notready" -> conditions.add("'ready':false");
        case "serving" -> conditions.add("'serving':true");
        case "terminating" -> conditions.add("'terminating':true");
        default -> {
          if (word.startsWith("hint=")) {
            hints.add("'forZones':[{'name':'" + word.substring(5) + "'}]");
          } else if (word.startsWith("nodehint=")) {
            hints.add("'forNodes':[{'name':'" + word.substring(9) + "'}]");
          }
        }
      }
    }
    return "{'addresses':['%s'],%s'conditions':{%s},'hints':{%s}}"
        .formatted(
            where[0],
            where.length > 1 ? "'nodeName':'" + where[1] + "'," : "",
            String.join(",", conditions),
            String.join(",", hints));
  }

  public static List<ServicePlan> plan(Obj service, Obj... slices) {
    return new ServicePlanner(NODE, OPTIONS.bound())
        .plan(ServiceView.of(service), Arrays.stream(slices).map(SliceView::of).toList());
  }

  /// The table as it is with this one Service.
  public static TableState table(IpAddress.Family family, List<ServicePlan> plans) {
    return table(OPTIONS, family, plans);
  }

  public static TableState table(
      RulesOptions options, IpAddress.Family family, List<ServicePlan> plans) {
    RuleBook book = new RuleBook(options, family);
    plans.stream()
        .filter(plan -> plan.family() == family)
        .forEach(plan -> book.service(plan.service(), plan));
    return TableState.none(book.table()).after(book.load());
  }

  public static ObjectKey key(String name) {
    return new ObjectKey("default", name);
  }

  /// The addresses of the node itself.
  public static Set<IpAddress> local() {
    return Set.of(
        IpAddress.of("192.168.1.10"),
        IpAddress.of("127.0.0.1"),
        IpAddress.of("10.244.1.1"),
        IpAddress.of("fd01::10"));
  }
}
