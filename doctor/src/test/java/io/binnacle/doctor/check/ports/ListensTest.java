package io.binnacle.doctor.check.ports;

import static io.binnacle.doctor.check.ports.Webs.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Probed.Connection;
import io.binnacle.doctor.evidence.Probed.Outcome;
import io.binnacle.doctor.evidence.Probed.Place;
import io.binnacle.doctor.evidence.Probed.Socket;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What probes saw inside of Pods. The second Pod of `web` is never probed.
class ListensTest {
  private static final Check LOOPBACK = new ListensOnLoopback();
  private static final Check ELSEWHERE = new ListensElsewhere();

  record Case(Check check, String name, Cluster given, String says) {
    @Override
    public String toString() {
      return check.id() + ": " + name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            LOOPBACK,
            "told so by an argument",
            to8080("args: [serve, '--bind=127.0.0.1:8080']").probed(listening("127.0.0.1", 8080)),
            "Deployment/web spec.template.spec.containers[0].args[1]: Let the process listen on 0.0.0.0:8080."),
        new Case(
            LOOPBACK,
            "nobody knows why",
            to8080("").probed(listening("127.0.0.1", 8080)),
            "Deployment/web : Let the process listen on 0.0.0.0:8080."),
        new Case(LOOPBACK, "everywhere", to8080("").probed(listening("::", 8080)), "fine"),
        new Case(
            LOOPBACK,
            "another port is for the Pod alone",
            to8080("").probed(listening("127.0.0.1", 9000)),
            "fine"),
        new Case(LOOPBACK, "nobody looked", to8080("args: ['--bind=127.0.0.1:8080']"), "fine"),
        new Case(
            LOOPBACK,
            "a mesh connects from within",
            to8080("")
                .patch("Pod/web-5d8f-1", "metadata: {annotations: {linkerd.io/proxy-version: x}}")
                .probed(listening("127.0.0.1", 8080)),
            "fine"),
        new Case(
            ELSEWHERE,
            "on another port",
            to8080("").probed(listening("0.0.0.0", 3000)),
            "Service/web spec.ports[0].targetPort: Set targetPort to 3000."),
        new Case(
            ELSEWHERE,
            "refused, and nobody looked inside",
            to8080("").probed(connected(Outcome.REFUSED)),
            "Service/web spec.ports[0].targetPort: Set targetPort to the port the process listens on."),
        new Case(ELSEWHERE, "there", to8080("").probed(listening("0.0.0.0", 8080)), "fine"),
        new Case(ELSEWHERE, "open", to8080("").probed(connected(Outcome.OPEN)), "fine"),
        new Case(
            ELSEWHERE,
            "no answer, which may be a policy",
            to8080("").probed(connected(Outcome.SILENT)),
            "fine"),
        new Case(
            ELSEWHERE,
            "the Pod is not ready: it may come",
            to8080("")
                .patch("Pod/web-5d8f-1", "status: {conditions: [{type: Ready, status: 'False'}]}")
                .probed(listening("0.0.0.0", 3000)),
            "fine"));
  }

  private static Cluster to8080(String container) {
    return web("{port: 80, targetPort: 8080}", container);
  }

  private static Probed listening(String address, int port) {
    return new Probed(
        Map.of(
            new ObjectKey("default", "web-5d8f-1"),
            List.of(new Socket("TCP", IpAddress.of(address), port))),
        Map.of(),
        Map.of());
  }

  private static Probed connected(Outcome outcome) {
    return new Probed(
        Map.of(),
        Map.of(new Place(IpAddress.of("10.244.1.2"), 8080), new Connection(outcome, "")),
        Map.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(Case c) {
    Finding finding = c.given.examine(c.check, "Service/web");
    assertEquals(
        c.says,
        finding instanceof Finding.Broken b
            ? b.object().kind()
                + "/"
                + b.object().name()
                + " "
                + b.field()
                + ": "
                + b.remedy().tryThis()
            : "fine");
  }
}
