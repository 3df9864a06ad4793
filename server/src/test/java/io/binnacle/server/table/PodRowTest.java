package io.binnacle.server.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ready, Status and Restarts of a Pod, as upstream's printer derives them.
class PodRowTest {
  /// @param spec fields of the spec beside two containers `a` and `b`
  /// @param expected `ready | status | restarts`
  record Case(String rule, String metadata, String spec, String status, String expected) {
    @Override
    public String toString() {
      return rule;
    }

    Obj pod() {
      return Json.object(
          "{\"metadata\":{\"name\":\"p\""
              + metadata
              + "},\"spec\":{\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"}]"
              + spec
              + "},\"status\":{"
              + status
              + "}}");
    }
  }

  private static final String RUNNING_A =
      "{\"name\":\"a\",\"ready\":true,\"restartCount\":0,\"state\":{\"running\":{}}}";
  private static final String RUNNING_B =
      "{\"name\":\"b\",\"ready\":true,\"restartCount\":0,\"state\":{\"running\":{}}}";
  private static final String INIT = ",\"initContainers\":[{\"name\":\"i\"},{\"name\":\"j\"}]";
  private static final String SIDECAR =
      ",\"initContainers\":[{\"name\":\"i\",\"restartPolicy\":\"Always\"}]";
  private static final String DELETING = ",\"deletionTimestamp\":\"2026-11-23T12:00:00Z\"";

  private static Case running(String rule, String containers, String expected) {
    return new Case(
        rule, "", "", "\"phase\":\"Running\",\"containerStatuses\":[" + containers + "]", expected);
  }

  private static Case init(String rule, String spec, String inits, String expected) {
    return new Case(
        rule,
        "",
        spec,
        "\"phase\":\"Pending\",\"initContainerStatuses\":[" + inits + "]",
        expected);
  }

  static Stream<Case> phases() {
    return Stream.of(
        new Case("no status yet: the phase", "", "", "\"phase\":\"Pending\"", "0/2 | Pending | 0"),
        new Case(
            "the reason of the status wins over the phase",
            "",
            "",
            "\"phase\":\"Failed\",\"reason\":\"Evicted\"",
            "0/2 | Evicted | 0"),
        new Case(
            "a Pod held back by gates",
            "",
            "",
            "\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"reason\":\"SchedulingGated\"}]",
            "0/2 | SchedulingGated | 0"),
        new Case(
            "deleting a running Pod",
            DELETING,
            "",
            "\"phase\":\"Running\"",
            "0/2 | Terminating | 0"),
        new Case(
            "deleting a finished Pod keeps its word",
            DELETING,
            "",
            "\"phase\":\"Succeeded\"",
            "0/2 | Succeeded | 0"),
        new Case(
            "deleting on a lost node",
            DELETING,
            "",
            "\"phase\":\"Running\",\"reason\":\"NodeLost\"",
            "0/2 | Unknown | 0"));
  }

  static Stream<Case> containers() {
    return Stream.of(
        running("all well", RUNNING_A + "," + RUNNING_B, "2/2 | Running | 0"),
        running(
            "waiting says why",
            "{\"name\":\"a\",\"restartCount\":4,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},"
                + "\"lastState\":{\"terminated\":{\"finishedAt\":\"2026-11-23T11:58:30Z\"}}},"
                + RUNNING_B,
            "1/2 | CrashLoopBackOff | 4 (90s ago)"),
        running(
            "the first container's reason wins: they are read from the last",
            "{\"name\":\"a\",\"state\":{\"waiting\":{\"reason\":\"First\"}}},{\"name\":\"b\",\"state\":{\"waiting\":{\"reason\":\"Second\"}}}",
            "0/2 | First | 0"),
        running(
            "an exit without a reason",
            "{\"name\":\"a\",\"state\":{\"terminated\":{\"exitCode\":3}}}",
            "0/2 | ExitCode:3 | 0"),
        running(
            "a signal without a reason",
            "{\"name\":\"a\",\"state\":{\"terminated\":{\"exitCode\":137,\"signal\":9}}}",
            "0/2 | Signal:9 | 0"),
        running(
            "one completed, one running, not Ready",
            "{\"name\":\"a\",\"state\":{\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}}},"
                + RUNNING_B,
            "1/2 | NotReady | 0"),
        new Case(
            "one completed, one running, Ready",
            "",
            "",
            "\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],\"containerStatuses\":["
                + "{\"name\":\"a\",\"state\":{\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}}},"
                + RUNNING_B
                + "]",
            "1/2 | Running | 0"),
        running(
            "restarts add up, the latest end counts",
            "{\"name\":\"a\",\"restartCount\":1,\"ready\":true,\"state\":{\"running\":{}},"
                + "\"lastState\":{\"terminated\":{\"finishedAt\":\"2026-11-23T09:00:00Z\"}}},"
                + "{\"name\":\"b\",\"restartCount\":2,\"ready\":true,\"state\":{\"running\":{}},"
                + "\"lastState\":{\"terminated\":{\"finishedAt\":\"2026-11-23T11:00:00Z\"}}}",
            "2/2 | Running | 3 (60m ago)"));
  }

  static Stream<Case> initContainers() {
    return Stream.of(
        init(
            "the first init container runs",
            INIT,
            "{\"name\":\"i\",\"restartCount\":0,\"state\":{\"running\":{}}}",
            "0/2 | Init:0/2 | 0"),
        init(
            "the second waits for the first",
            INIT,
            "{\"name\":\"i\",\"state\":{\"terminated\":{\"exitCode\":0}}},"
                + "{\"name\":\"j\",\"state\":{\"waiting\":{\"reason\":\"PodInitializing\"}}}",
            "0/2 | Init:1/2 | 0"),
        init(
            "an init container in trouble",
            INIT,
            "{\"name\":\"i\",\"restartCount\":5,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},"
                + "\"lastState\":{\"terminated\":{\"finishedAt\":\"2026-11-23T11:59:00Z\"}}}",
            "0/2 | Init:CrashLoopBackOff | 5 (60s ago)"),
        init(
            "a failed init container with a reason",
            INIT,
            "{\"name\":\"i\",\"state\":{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}}",
            "0/2 | Init:Error | 0"),
        init(
            "a failed init container with a code only",
            INIT,
            "{\"name\":\"i\",\"state\":{\"terminated\":{\"exitCode\":2}}}",
            "0/2 | Init:ExitCode:2 | 0"),
        init(
            "a killed init container",
            INIT,
            "{\"name\":\"i\",\"state\":{\"terminated\":{\"exitCode\":137,\"signal\":9}}}",
            "0/2 | Init:Signal:9 | 0"),
        new Case(
            "a sidecar counts among the containers, restarts of plain init containers do not",
            "",
            ",\"initContainers\":[{\"name\":\"i\",\"restartPolicy\":\"Always\"},{\"name\":\"j\"}]",
            "\"phase\":\"Running\",\"initContainerStatuses\":["
                + "{\"name\":\"i\",\"ready\":true,\"started\":true,\"restartCount\":1,\"state\":{\"running\":{}}},"
                + "{\"name\":\"j\",\"restartCount\":7,\"state\":{\"terminated\":{\"exitCode\":0}}}],"
                + "\"containerStatuses\":["
                + RUNNING_A
                + ","
                + RUNNING_B
                + "]",
            "3/3 | Running | 1"),
        init(
            "a sidecar that has not started holds the Pod back",
            SIDECAR,
            "{\"name\":\"i\",\"started\":false,\"state\":{\"running\":{}}}",
            "0/3 | Init:0/1 | 0"),
        new Case(
            "once initialized, an init container that runs again does not hide the others",
            "",
            INIT,
            "\"phase\":\"Running\",\"conditions\":[{\"type\":\"Initialized\",\"status\":\"True\"}],"
                + "\"initContainerStatuses\":[{\"name\":\"i\",\"state\":{\"running\":{}}}],\"containerStatuses\":["
                + "{\"name\":\"a\",\"state\":{\"waiting\":{\"reason\":\"Oops\"}}}]",
            "0/2 | Oops | 0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"phases", "containers", "initContainers"})
  void summarizes(Case c) {
    String row = TableViewTest.row(ResourceName.PODS, c.pod());
    assertEquals("p | " + c.expected + " | <unknown>", row.substring(0, row.indexOf(" || ")));
  }

  @Test
  void wideCellsShowNoneWhereThereIsNothing() {
    Obj bare = Json.object("{\"metadata\":{\"name\":\"p\"}}");
    assertEquals(
        "p | 0/0 |  | 0 | <unknown> || <none> | <none> | <none> | <none>",
        TableViewTest.row(ResourceName.PODS, bare));
    Obj full =
        Json.object(
            """
            {"metadata":{"name":"p"},"spec":{"nodeName":"n1","readinessGates":[{"conditionType":"x"},{"conditionType":"y"}]},
             "status":{"phase":"Running","nominatedNodeName":"n2","podIPs":[{"ip":"10.0.0.1"},{"ip":"fd00::1"}],
             "conditions":[{"type":"x","status":"True"},{"type":"y","status":"False"}]}}\
            """);
    assertEquals(
        "p | 0/0 | Running | 0 | <unknown> || 10.0.0.1 | n1 | n2 | 1/2",
        TableViewTest.row(ResourceName.PODS, full));
  }

  @Test
  void aFinishedPodSaysSoBesideItsCells() {
    Obj pod = Json.object("{\"metadata\":{\"name\":\"p\"},\"status\":{\"phase\":\"Succeeded\"}}");
    Obj table =
        TableView.of(Objects.requireNonNull(Schema.builtIn().resource(ResourceName.PODS)))
            .table("v1", List.of(pod), Obj.EMPTY, IncludeObject.NONE, false, Instant.EPOCH);
    assertEquals(
        "[{\"message\":\"The pod has completed successfully.\",\"reason\":\"Succeeded\",\"status\":\"True\",\"type\":\"Completed\"}]",
        table.arr("rows").objects().getFirst().arr("conditions").toString());
  }
}
