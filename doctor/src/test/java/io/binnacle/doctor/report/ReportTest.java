package io.binnacle.doctor.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Printable;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.gather.Offline;
import io.binnacle.doctor.gather.Source;
import io.binnacle.doctor.gather.SourceException;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/// What is told of one broken and one healthy Service, in every format.
final class ReportTest {
  private static final Instant NOW = Instant.parse("2030-05-01T12:00:00Z");
  private static final Style PLAIN = new Style(true, false, "binnacle doctor");
  private static final Style ASCII = new Style(false, false, "kubectl doctor");

  private static final String SHOP =
      """
      {apiVersion: v1, kind: Service, metadata: {name: good, namespace: shop},
       spec: {clusterIP: 10.96.0.7, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop},
       spec: {clusterIP: 10.96.0.8, selector: {app: wbe}, ports: [{port: 80}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c}]}}
      """;

  /// Complains of the label `wbe`.
  private record Misspelt() implements Check.OfService {
    @Override
    public String id() {
      return "misspelt";
    }

    @Override
    public Step step() {
      return Step.LABELS;
    }

    @Override
    public Finding examine(ServiceView service, Evidence seen) {
      if (!service.selector().containsValue("wbe")) {
        return Finding.FINE;
      }
      ObjectRef ref = ObjectRef.service(service.key());
      return new Finding.Broken(
          Severity.ERROR,
          ref,
          "spec.selector.app",
          "No Pod carries app=wbe; 1 Pod carries app=web (web-1).",
          List.of(
              new Proof(ref, "spec.selector", "app=wbe"),
              new Proof(
                  ObjectRef.pod(new ObjectKey("shop", "web-1")), "metadata.labels", "app=web")),
          Remedy.of(
              "Correct the selector.",
              Change.Patch.merge(ref, Json.object("{\"spec\":{\"selector\":{\"app\":\"web\"}}}"))));
    }
  }

  /// Cannot look.
  private record Blind() implements Check.OfService {
    @Override
    public String id() {
      return "blind";
    }

    @Override
    public Step step() {
      return Step.POLICY;
    }

    @Override
    public Finding examine(ServiceView service, Evidence seen) {
      throw new NotSeenException("cannot list networkpolicies.networking.k8s.io: forbidden");
    }
  }

  private static Evidence seen(boolean cluster) {
    try {
      String text = cluster ? SHOP.replace("name: web-1,", "name: web-1, uid: u,") : SHOP;
      return Offline.of(
          Source.read("shop.yaml", text.getBytes(StandardCharsets.UTF_8), true),
          "cluster.local",
          NOW);
    } catch (SourceException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> told(
      List<Check> checks,
      boolean cluster,
      Function<Consumer<String>, Report> report,
      String... services) {
    List<String> lines = new ArrayList<>();
    Round round = new Round(new Doctor(checks), seen(cluster), report.apply(lines::add));
    for (String service : services) {
      round.service(new ObjectKey("shop", service));
    }
    round.end();
    return lines;
  }

  private static String text(Style style, boolean whole, String... services) {
    return String.join(
        "\n",
        told(
            List.of(new Misspelt()),
            false,
            lines -> new TextReport(lines, style, whole),
            services));
  }

  @Test
  void theCauseComesFirstThenTheProofTheCommandAndTheWay() {
    assertEquals(
        """
        ✗ Service shop/web: No Pod carries app=wbe; 1 Pod carries app=web (web-1).
            Service shop/web  spec.selector    app=wbe
            Pod shop/web-1    metadata.labels  app=web
          Correct the selector.
          → kubectl patch service/web -n shop --type merge -p '{"spec":{"selector":{"app":"web"}}}'
          why: binnacle doctor --about misspelt

          ├─ ✓ Service    ClusterIP 10.96.0.8
          ├─ ✗ Labels     no Pod carries app=wbe
          ├─ · Pods       none
          ├─ · Readiness  none
          ├─ · Endpoints  no endpoints
          ├─ · Ports      80 → 80
          ├─ · DNS        web.shop.svc.cluster.local
          └─ · Routing    any endpoint\
        """,
        text(PLAIN, true, "web"));
  }

  @Test
  void whatIsWellIsSaidInAFewLines() {
    assertEquals(
        """
        ✓ Service shop/good: nothing is wrong

          ├─ ✓ Service  ClusterIP 10.96.0.7
          └─ ✓ Labels   1 Pod carries app=web\
        """,
        text(PLAIN, true, "good"));
  }

  @Test
  void anOverviewTellsWhatIsBrokenFirstAndTheRestInALineEach() {
    assertEquals(
        """
        X Service shop/web: No Pod carries app=wbe; 1 Pod carries app=web (web-1).
            Service shop/web  spec.selector    app=wbe
            Pod shop/web-1    metadata.labels  app=web
          Correct the selector.
          -> kubectl patch service/web -n shop --type merge -p '{"spec":{"selector":{"app":"web"}}}'
          why: kubectl doctor --about misspelt

        ok Service shop/good  ClusterIP 10.96.0.7, 1 endpoint, ready

        2 Services: 1 broken, 1 well\
        """,
        text(ASCII, false, "good", "web"));
  }

  @Test
  void whatWasNotSeenIsNeverCalledWell() {
    List<String> lines =
        told(
            List.of(new Misspelt(), new Blind()),
            true,
            out -> new TextReport(out, PLAIN, false),
            "good");
    assertEquals(
        List.of(
            "? Service shop/good  ClusterIP 10.96.0.7, endpoints not seen",
            "",
            "Could not look, so this is not known to be well:",
            "  ? cannot list networkpolicies.networking.k8s.io: forbidden",
            "",
            "1 Service: 0 broken, 1 not seen in full, 0 well"),
        lines);
  }

  @Test
  void whatOthersSaySteersNoTerminal() {
    ObjectRef evil = ObjectRef.service(new ObjectKey("shop", "a\033[8m"));
    Finding.Broken broken =
        new Finding.Broken(
            Severity.ERROR,
            evil,
            "spec\u202e",
            "It says \033]0;x\007 and\nmore.",
            List.of(new Proof(evil, "f\u009b2J", "shown\u2066")),
            Remedy.of("Ask\033c.", new Change.Delete(evil)));
    Result told = new Result(new Misspelt(), broken, 0);
    Result blind = new Result(new Blind(), new Finding.Unknown("no\u0085\033[1m"), 0);
    for (boolean colours : List.of(true, false)) {
      List<String> lines = new ArrayList<>();
      Style style = new Style(true, colours, "binnacle doctor");
      Mending report = new Mending(new TextReport(lines::add, style, true), lines::add, style);
      report.cluster(List.of(told, blind));
      report.examined(new Diagnosis(evil, List.of(told, blind), Set.of()), seen(false));
      report.end(new Summary(1, 0, 1, 0, true, true));
      report.tell();
      String text = String.join("", lines).replaceAll("\033\\[\\d+m", "");
      assertTrue(text.contains("It says ?]0;x? and more."), text);
      assertEquals(text, Printable.of(text));
    }
  }

  @Test
  void coloursAreOnlyForThoseWhoWantThem() {
    assertTrue(text(new Style(true, true, "binnacle doctor"), true, "web").contains("\u001b[31m"));
    assertFalse(text(PLAIN, true, "web").contains("\u001b"));
    assertTrue(
        StandardCharsets.US_ASCII.newEncoder().canEncode(text(ASCII, true, "web")), "ASCII only");
  }

  @Test
  void programsGetAShapeThatStays() {
    Evidence seen = seen(false);
    String json =
        told(
                List.of(new Misspelt()),
                false,
                out -> new JsonReport(out, seen.facts(), seen.now()),
                "good",
                "web")
            .getFirst();
    Obj report = Json.object(json);
    assertEquals(1, report.integer("version", 0));
    assertEquals("manifests", report.str("origin"));
    assertEquals(1, report.obj("summary").integer("broken", 0));
    assertEquals(1, report.obj("summary").integer("exitStatus", 0));
    Obj web = report.arr("subjects").objects().get(1);
    assertEquals("broken", web.str("state"));
    assertEquals("web", web.obj("object").str("name"));
    Obj finding = web.arr("findings").objects().getFirst();
    assertEquals("misspelt", finding.str("check"));
    assertEquals("error", finding.str("severity"));
    assertEquals("spec.selector.app", finding.str("field"));
    Obj change = finding.arr("changes").objects().getFirst();
    assertEquals("patch", change.str("type"));
    assertEquals("application/merge-patch+json", change.str("contentType"));
    assertTrue(change.str("command").startsWith("kubectl patch service/web -n shop"));
  }

  @Test
  void buildServersGetATestCaseForEach() throws Exception {
    String xml =
        String.join("\n", told(List.of(new Misspelt()), false, JUnitReport::new, "good", "web"));
    Document read =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    assertEquals(2, read.getElementsByTagName("testcase").getLength());
    assertEquals(1, read.getElementsByTagName("failure").getLength());
    assertEquals(
        "No Pod carries app=wbe; 1 Pod carries app=web (web-1).",
        read.getElementsByTagName("failure")
            .item(0)
            .getAttributes()
            .getNamedItem("message")
            .getNodeValue());
  }

  @Test
  void whatXmlCannotHoldDoesNotSpoilTheFile() {
    assertEquals("&lt;a&gt; &amp; &quot;\ufffd&#10;", Xml.text("<a> & \"\u0000\n"));
  }

  @Test
  void codeScanningGetsRulesAndPlaces() {
    String json =
        told(
                List.of(new Misspelt()),
                false,
                out ->
                    new SarifReport(
                        out, "1.0", _ -> new SarifReport.Place("deploy/my shop.yaml", 4)),
                "good",
                "web")
            .getFirst();
    Obj sarif = Json.object(json);
    assertEquals("2.1.0", sarif.str("version"));
    Obj run = sarif.arr("runs").objects().getFirst();
    Obj driver = run.obj("tool").obj("driver");
    assertFalse(driver.str("name").isEmpty());
    Obj rule = driver.arr("rules").objects().getFirst();
    assertEquals("misspelt", rule.str("id"));
    assertTrue(rule.str("helpUri").matches("[a-z]+:.+"), "an absolute URI");
    Obj result = run.arr("results").objects().getFirst();
    assertEquals("misspelt", result.str("ruleId"));
    assertEquals("error", result.str("level"));
    assertFalse(result.obj("message").str("text").isEmpty());
    Obj place = result.arr("locations").objects().getFirst().obj("physicalLocation");
    assertEquals("deploy/my%20shop.yaml", place.obj("artifactLocation").str("uri"));
    assertEquals(4, place.obj("region").integer("startLine", 0));
    assertTrue(run.arr("invocations").objects().getFirst().bool("executionSuccessful", false));
  }

  @Test
  void mendingShowsTheFieldsAndWhereThatLeads() {
    List<String> lines = new ArrayList<>();
    Mending mending = new Mending(new TextReport(_ -> {}, PLAIN, true), lines::add, PLAIN);
    Doctor doctor = new Doctor(List.of(new Misspelt()));
    Round round = new Round(doctor, seen(false), mending);
    ObjectKey web = new ObjectKey("shop", "web");
    round.service(web);
    round.end();
    Evidence then = mending.tell();
    assertEquals(
        List.of(
            "",
            "To mend it (nothing has been changed):",
            "  → kubectl patch service/web -n shop --type merge -p '{\"spec\":{\"selector\":{\"app\":\"web\"}}}'",
            "      Service shop/web  spec.selector.app  wbe → web"),
        lines);
    assertNotNull(then);
    assertFalse(doctor.examine(web, then, List.of()).isBroken());
  }

  @Test
  void workloadsAreToldOfToo() {
    List<String> lines = new ArrayList<>();
    Evidence seen = seen(false);
    Round round = new Round(new Doctor(List.of()), seen, new TextReport(lines::add, PLAIN, false));
    Obj pod = seen.all(ResourceName.PODS, "shop").iterator().next();
    round.workload(new Workload(ObjectRef.of(ResourceName.PODS, pod), pod));
    round.end();
    assertEquals(List.of("✓ Pod shop/web-1", "", "1 workload: 0 broken, 1 well"), lines);
  }
}
