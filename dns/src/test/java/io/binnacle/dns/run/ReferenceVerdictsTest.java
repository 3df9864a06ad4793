package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.zone.ReferenceZone;
import io.binnacle.dns.zone.ReferenceZone.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What BIND, NSD, Knot and PowerDNS all say of zones that can be made of Services, here in our own words; [FerretTest] has all
/// of them. The zone is a namespace, a name in it a Service: one with an address, or an alias of another name.
class ReferenceVerdictsTest {
  private static final String APEX = "zone.";

  @ParameterizedTest(name = "{0}: {1}, {2} {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # cases     | Services            | name      | type  | response code | answer
          114         | web 192.0.2.1       | web       | A     | NOERROR       | web A 192.0.2.1
          124, 397    | web = db.example.   | web       | NS    | NOERROR       | web CNAME db.example.
          330         | web = nobody.zone.  | web       | NS    | NXDOMAIN      | web CNAME nobody.zone.
          3, 21       | web 192.0.2.1       | nobody    | NS    | NXDOMAIN      |
          10, 1282    |                     | a.nobody  | NS    | NXDOMAIN      |
          294, 2310   |                     |           | CNAME | NOERROR       |
          2872        | web 192.0.2.1       |           | DNAME | NOERROR       |
          """)
  void isOursToo(
      String cases, String services, String name, String type, String rcode, String answer)
      throws IOException {
    List<Line> lines = new ArrayList<>();
    if (services != null) {
      String[] words = services.split(" ");
      boolean alias = words[1].equals("=");
      lines.add(new Line(absolute(words[0]), alias ? "CNAME" : "A", alias ? words[2] : words[1]));
    }
    ReferenceZone zone = ReferenceZone.of(APEX, lines, absolute(name)).zone();
    if (zone == null) {
      throw new AssertionError("not to be made of Services");
    }
    Message query = Asking.query(zone.name(absolute(name)), Type.value(type));
    query.getHeader().unsetFlag(Flags.RD);
    Message reply = new Asking(zone.snapshot(), new Outside()).udp(query);
    assertEquals(Rcode.value(rcode), reply.getRcode());
    List<String> records = new ArrayList<>();
    for (Record record : reply.getSection(Section.ANSWER)) {
      records.add(
          record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString());
    }
    List<String> expected = new ArrayList<>();
    if (answer != null) {
      String[] words = answer.split(" ");
      expected.add(zone.name(absolute(words[0])) + " " + words[1] + " " + zone.name(words[2]));
    }
    assertEquals(expected, records);
    boolean endsInNothing = reply.getRcode() == Rcode.NXDOMAIN || records.isEmpty();
    assertEquals(endsInNothing ? 1 : 0, reply.getSection(Section.AUTHORITY).size(), "SOA");
  }

  private static String absolute(String name) {
    return name == null ? APEX : name + "." + APEX;
  }
}
