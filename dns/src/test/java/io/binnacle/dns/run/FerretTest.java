package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.zone.ReferenceZone;
import io.binnacle.dns.zone.ReferenceZone.Line;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The Ferret data set: zones, a question each, and what BIND, NSD, Knot and PowerDNS said. Those that can be made of Services are
/// asked here too. Runs where `-Dbinnacle.ferret=` names the data set's folder `ValidZoneFileTests`.
///
/// Source: github.com/dns-groot/FerretDataset (MIT), Kakarla et al., SCALE, NSDI 2022.
@EnabledIfSystemProperty(named = "binnacle.ferret", matches = ".+")
class FerretTest {
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> differ = new ArrayList<>();

  @Test
  void whatOthersSayOfZonesThatCanBeServices() throws IOException {
    Path folder = Path.of(System.getProperty("binnacle.ferret", ""));
    List<Path> zones;
    try (Stream<Path> files = Files.list(folder.resolve("ZoneFiles"))) {
      zones = files.sorted(Comparator.comparing(Path::toString)).toList();
    }
    for (Path zone : zones) {
      String number = String.valueOf(zone.getFileName()).replace(".txt", "");
      String outcome = outcome(zone, folder.resolve("ExpectedResponses/" + number + ".json"));
      counts.merge(outcome.split(":")[0], 1, Integer::sum);
      if (outcome.startsWith("the same")) {
        System.out.println(number + " " + outcome);
      }
      if (outcome.startsWith("differs")) {
        differ.add(number + " " + outcome);
      }
    }
    counts.forEach((outcome, count) -> System.out.printf("%6d  %s%n", count, outcome));
    assertEquals(List.of(), differ);
  }

  private static String outcome(Path zoneFile, Path expectedFile) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String line : Files.readAllLines(zoneFile)) {
      String[] words = line.toLowerCase(Locale.ROOT).strip().split("\\s+", 5);
      if (words.length == 5) {
        lines.add(new Line(words[0], words[3].toUpperCase(Locale.ROOT), words[4]));
      }
    }
    String apex =
        lines.stream().filter(line -> line.type().equals("SOA")).findFirst().orElseThrow().name();
    Asked asked = Asked.read(Files.readString(expectedFile));
    boolean ofTheApex =
        lines.stream().anyMatch(line -> line.name().equals(apex) && line.type().equals(asked.type));
    if (asked.name.equals(apex) && ofTheApex) {
      return "asks for the apex, which has records of its own";
    }
    if (asked.answer.stream().anyMatch(record -> record.startsWith(apex + " "))) {
      return "leads to the apex, which has records of its own";
    }
    ReferenceZone.Attempt attempt = ReferenceZone.of(apex, lines, asked.name);
    ReferenceZone zone = attempt.zone();
    if (zone == null) {
      return "not to be made of Services, " + attempt.whyNot();
    }
    String expected = asked.verdict(zone);
    String actual = ask(zone, asked);
    if (!expected.equals(actual)) {
      return "differs: %s %s: %s, here %s; %s"
          .formatted(asked.name, asked.type, expected, actual, zone);
    }
    String aliases = expected.contains("CNAME") ? " with aliases" : "";
    String kind = asked.answer.isEmpty() && asked.rcode.equals("NOERROR") ? "no data" : asked.rcode;
    return "the same, " + kind + aliases;
  }

  private static String ask(ReferenceZone zone, Asked asked) throws IOException {
    Message query = Asking.query(zone.name(asked.name), Type.value(asked.type));
    query.getHeader().unsetFlag(Flags.RD);
    Message reply = new Asking(zone.snapshot(), new Outside()).tcp(query);
    TreeSet<String> records = new TreeSet<>();
    for (Record record : reply.getSection(Section.ANSWER)) {
      records.add(
          record.getName()
              + " "
              + Type.string(record.getType())
              + " "
              + data(record.rdataToString()));
    }
    return Rcode.string(reply.getRcode()) + " " + records;
  }

  private static String data(String text) {
    return text.contains(":") ? InetAddress.ofLiteral(text).getHostAddress() : text;
  }

  /// A question, and what most servers said.
  private record Asked(String name, String type, String rcode, List<String> answer) {
    static Asked read(String json) {
      Obj test = (Obj) Json.object("{\"all\":" + json + "}").arr("all").get(0);
      Obj query = test.obj("Query");
      Obj most = Obj.EMPTY;
      for (Value each : test.arr("Expected Response")) {
        if (servers((Obj) each) > servers(most)) {
          most = (Obj) each;
        }
      }
      String rcode = "";
      List<String> answer = new ArrayList<>();
      String section = "";
      for (Value each : most.arr("Response")) {
        String line = ((Str) each).value().toLowerCase(Locale.ROOT);
        if (line.startsWith("rcode ")) {
          rcode = line.substring(6).toUpperCase(Locale.ROOT);
        } else if (line.startsWith(";")) {
          section = line;
        } else if (section.equals(";answer")) {
          answer.add(line);
        }
      }
      return new Asked(
          query.str("Name").toLowerCase(Locale.ROOT), query.str("Type"), rcode, answer);
    }

    private static int servers(Obj group) {
      String names = group.str("Server/s").strip();
      return names.isEmpty() ? 0 : names.split(" ").length;
    }

    String verdict(ReferenceZone zone) {
      TreeSet<String> records = new TreeSet<>();
      for (String line : answer) {
        String[] words = line.split(" ", 5);
        String type = words[3].toUpperCase(Locale.ROOT);
        String data = type.equals("CNAME") ? zone.name(words[4]) : data(words[4]);
        records.add(zone.name(words[0]) + " " + type + " " + data);
      }
      return rcode + " " + records;
    }
  }
}
