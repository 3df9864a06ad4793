package io.binnacle.proxy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.linux.nft.Chain;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.FieldType;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Table;
import io.binnacle.linux.nft.TableId;
import io.binnacle.linux.nft.Verdict;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.rules.RuleBook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the proxy relies on in a [RuleSink], asked of the real kernel and of the one made of memory alike.
abstract class SinkContract {
  private static final TableId TABLE = new TableId(Family.IP, "binnacle-contract");
  private static final NftSet PORTS = NftSet.verdictMap(TABLE, "ports", FieldType.INET_SERVICE);

  private RuleSink sink;

  abstract RuleSink open() throws IOException;

  @BeforeEach
  void openSink() throws IOException {
    sink = open();
    sink.apply(
        List.of(
            new Command.DestroyTable(TABLE),
            new Command.AddTable(Table.of(TABLE).withComment("a contract")),
            new Command.AddSet(PORTS),
            new Command.AddChain(Chain.regular(TABLE, "one")),
            new Command.AddChain(Chain.regular(TABLE, "two")),
            new Command.AddRule(TABLE, "one", Rule.of(new Verdict.Drop()))));
  }

  @AfterEach
  void closeSink() throws IOException {
    sink.apply(List.of(new Command.DestroyTable(TABLE)));
    sink.close();
  }

  private static Element port(int number, Verdict verdict) {
    return Element.of(Datum.port(number), verdict);
  }

  private static Command add(Element... elements) {
    return new Command.AddElements(PORTS, List.of(elements));
  }

  private static Command delete(Element... elements) {
    return new Command.DeleteElements(PORTS, List.of(elements));
  }

  private List<String> ports() throws IOException {
    List<String> out = new ArrayList<>();
    for (Element element : sink.elements(PORTS)) {
      out.add(element.key() + " " + element.value() + element.comment());
    }
    return out;
  }

  @Test
  void addsAndListsElementsWithTheirComments() throws IOException {
    sink.apply(List.of(add(port(80, new Verdict.Goto("one")).withComment("default/web"))));
    assertThat(ports()).containsExactly("0050 Goto[chain=one]default/web");
  }

  @Test
  void anElementChangesItsValueWithinOneTransaction() throws IOException {
    Element before = port(80, new Verdict.Goto("one"));
    sink.apply(List.of(add(before)));
    sink.apply(List.of(delete(before), add(port(80, new Verdict.Goto("two")))));
    assertThat(ports()).containsExactly("0050 Goto[chain=two]");
  }

  @Test
  void aRefusedTransactionChangesNothing() throws IOException {
    sink.apply(List.of(add(port(80, new Verdict.Drop()))));
    assertThatThrownBy(() ->
            sink.apply(
                List.of(add(port(81, new Verdict.Drop())), delete(port(99, new Verdict.Drop())))))
        .isInstanceOf(RuleSink.RefusedException.class)
        .hasMessageContaining("ENOENT");
    assertThat(ports()).hasSize(1);
  }

  @Test
  void anElementWithAnotherValueIsRefusedTheSameOneIsNot() throws IOException {
    sink.apply(List.of(add(port(80, new Verdict.Goto("one")))));
    sink.apply(List.of(add(port(80, new Verdict.Goto("one")))));
    assertThatThrownBy(() -> sink.apply(List.of(add(port(80, new Verdict.Goto("two"))))))
        .isInstanceOf(RuleSink.RefusedException.class)
        .hasMessageContaining("EEXIST");
  }

  @Test
  void aChainThatIsLedToStays() throws IOException {
    Element leads = port(80, new Verdict.Goto("two"));
    sink.apply(List.of(add(leads)));
    assertThatThrownBy(() -> sink.apply(List.of(new Command.DeleteChain(TABLE, "two"))))
        .isInstanceOf(RuleSink.RefusedException.class)
        .hasMessageContaining("EBUSY");
    sink.apply(List.of(delete(leads), new Command.DeleteChain(TABLE, "two")));
    assertThat(sink.list(TABLE).orElseThrow().chains()).containsExactly("one");
  }

  @Test
  void whatMayBeGoneIsDestroyedWithoutComplaint() throws IOException {
    sink.apply(List.of(new Command.DestroyElements(PORTS, List.of(port(7, new Verdict.Drop())))));
    assertThat(ports()).isEmpty();
  }

  @Test
  void listsChainsRulesAndSetsAndKnowsWhatIsNotThere() throws IOException {
    var listed = sink.list(TABLE).orElseThrow();
    assertThat(listed.comment()).isEqualTo("a contract");
    assertThat(listed.chains()).containsExactlyInAnyOrder("one", "two");
    assertThat(listed.rules()).hasSize(1);
    assertThat(listed.sets()).containsExactly("ports");
    TableId none = new TableId(Family.IP, "no-such-table");
    assertThat(sink.list(none)).isEmpty();
    assertThat(sink.elements(NftSet.set(none, "x", FieldType.INET_SERVICE))).isEmpty();
  }

  @Test
  void theProxysOwnTableIsTakenAndVerified() throws IOException {
    for (IpAddress.Family family : IpAddress.Family.values()) {
      RuleBook book = new RuleBook(Given.OPTIONS, family);
      Given.plan(
              Given.service(
                  "web",
                  "'clusterIPs':['10.96.0.1','fd02::1'],'clusterIP':'10.96.0.1','sessionAffinity':'ClientIP',"
                      + "'ports':[{'name':'http','port':80}]"),
              Given.slice("web-4", "web", "http:8080", "10.244.1.2@n1 ready"),
              Given.slice("web-6", "web", "http:8080", "fd03:0:0:1::2@n1 ready"))
          .stream()
          .filter(plan -> plan.family() == family)
          .forEach(plan -> book.service(plan.service(), plan));
      sink.apply(book.load());
      assertThat(
              book.difference(
                  sink.list(book.table()).orElseThrow(), sink.elements(book.servicesMap())))
          .isNull();
      book.service(Given.key("web"), null);
      sink.apply(book.changes());
      assertThat(
              book.difference(
                  sink.list(book.table()).orElseThrow(), sink.elements(book.servicesMap())))
          .isNull();
      sink.apply(List.of(new Command.DestroyTable(book.table())));
    }
  }
}
