package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.*;
import io.binnacle.model.meta.*;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.*;
import java.util.*;

public class Probe {
  public static void main(String[] args) throws Exception {
    int services = Integer.parseInt(args[0]), endpoints = Integer.parseInt(args[1]);
    for (int round = 0; round < 3; round++) {
      long t0 = System.nanoTime();
      RuleBook book = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
      List<ServicePlan> plans = new ArrayList<>();
      for (int i = 0; i < services; i++) plans.add(plan(i, endpoints));
      long t1 = System.nanoTime();
      plans.forEach(p -> book.service(p.service(), p));
      List<Command> load = book.load();
      long t2 = System.nanoTime();
      try (Nft nft = Nft.open(java.nio.file.Path.of(args[2]))) {
        System.out.println(nft.apply(load));
        long t3 = System.nanoTime();
        System.out.printf("plans %d ms, rules %d ms, kernel %d ms%n", (t1 - t0) / 1000000, (t2 - t1) / 1000000, (t3 - t2) / 1000000);
        for (int i = 0; i < 5; i++) {
          t1 = System.nanoTime();
          ServicePlan p = plan(services + i, endpoints);
          book.service(p.service(), p);
          List<Command> c = book.changes();
          t2 = System.nanoTime();
          var r = nft.apply(c);
          t3 = System.nanoTime();
          System.out.printf("one more: %s rules %d us, kernel %d us%n", r, (t2 - t1) / 1000, (t3 - t2) / 1000);
        }
        ServicePlan p = plan(5, endpoints + 1);
        book.service(p.service(), p);
        List<Command> c = book.changes();
        t2 = System.nanoTime();
        var r = nft.apply(c);
        t3 = System.nanoTime();
        System.out.printf("one endpoint more (new chain): %s kernel %d us%n", r, (t3 - t2) / 1000);
        p = plan(5, endpoints);
        book.service(p.service(), p);
        c = book.changes();
        t2 = System.nanoTime();
        r = nft.apply(c);
        t3 = System.nanoTime();
        System.out.printf("one endpoint less (chain gone): %s kernel %d us%n", r, (t3 - t2) / 1000);
      }
    }
  }

  static ServicePlan plan(int i, int endpoints) {
    List<Backend> b = new ArrayList<>();
    for (int e = 0; e < endpoints; e++) b.add(new Backend(IpAddress.ipv4((10 << 24 | 244 << 16) + (i * endpoints + e) % 65000 + 1), 8080, Backend.Where.ELSEWHERE));
    IpAddress ip = IpAddress.ipv4((10 << 24 | 96 << 16) + i + 256);
    Door door = new Door(Door.Kind.CLUSTER_IP, ip, 80, List.of(), new Fate.Forward(b.stream().distinct().sorted().toList()));
    return new ServicePlan(new ObjectKey("default", "s" + i), IpAddress.Family.IPv4, ip, List.of(new PortPlan("http", Protocol.TCP, 0, List.of(door), Set.of(), 0)), null);
  }
}
