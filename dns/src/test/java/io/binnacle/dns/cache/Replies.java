package io.binnacle.dns.cache;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Replies of other servers, written as zone file lines and made into octets by dnsjava.
final class Replies {
  static final String SOA =
      "example.com. 900 IN SOA ns.example.com. admin.example.com. 1 7200 1800 86400 60";

  private Replies() {}

  /// A reply to `question`, given as `www.example.com. A`.
  ///
  /// @param rcode `NOERROR`, with `+TC`, `+AD`, `+AA` behind it for flags
  static byte[] message(
      String question, String rcode, List<String> answer, List<String> authority) {
    try {
      String[] asked = question.split(" ", 2);
      String[] status = rcode.split("\\+");
      Message message = new Message(7);
      message.getHeader().setFlag(Flags.QR);
      message.getHeader().setFlag(Flags.RA);
      message.getHeader().setRcode(Rcode.value(status[0]));
      for (int i = 1; i < status.length; i++) {
        message.getHeader().setFlag(Flags.value(status[i].toLowerCase(Locale.ROOT)));
      }
      message.addRecord(
          Record.newRecord(Name.fromString(asked[0]), Type.value(asked[1]), DClass.IN),
          Section.QUESTION);
      add(message, answer, Section.ANSWER);
      add(message, authority, Section.AUTHORITY);
      return message.toWire();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One address for whatever is asked.
  static Function<OutsideQuestion, OutsideAnswer> address(int ttl, String address) {
    return question ->
        answered(
            question,
            "NOERROR",
            List.of(question.name() + " " + ttl + " IN A " + address),
            List.of());
  }

  /// No such name, for 60 s.
  static Function<OutsideQuestion, OutsideAnswer> nxdomain() {
    return question -> answered(question, "NXDOMAIN", List.of(), List.of(SOA));
  }

  /// Nothing but a response code.
  static Function<OutsideQuestion, OutsideAnswer> rcode(String rcode) {
    return question -> answered(question, rcode, List.of(), List.of());
  }

  static Function<OutsideQuestion, OutsideAnswer> failed() {
    return _ -> new OutsideAnswer.Failed("no upstream answered");
  }

  static OutsideAnswer answered(
      OutsideQuestion question, String rcode, List<String> answer, List<String> authority) {
    return new OutsideAnswer.Answered(
        message(question.name() + " " + Type.string(question.type()), rcode, answer, authority),
        false);
  }

  static OutsideQuestion ask(String name, String type) {
    return new OutsideQuestion(DnsName.of(name), Type.value(type), false, false, false);
  }

  static OutsideQuestion askOverTcp(String name, String type) {
    return new OutsideQuestion(DnsName.of(name), Type.value(type), false, false, true);
  }

  /// What an answer says, in one line: `NOERROR www.example.com. 300 A 192.0.2.1`, with `stale` in front of old ones.
  static String read(OutsideAnswer answer) {
    return switch (answer) {
      case OutsideAnswer.Answered(byte[] octets, boolean stale) ->
          (stale ? "stale " : "") + text(octets);
      case OutsideAnswer.Failed _ -> "failed";
      case OutsideAnswer.Overloaded _ -> "overloaded";
      case OutsideAnswer.Nobody _ -> "nobody";
    };
  }

  private static String text(byte[] octets) {
    try {
      Message message = new Message(octets);
      StringBuilder out = new StringBuilder(Rcode.string(message.getRcode()));
      for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
        for (Record record : message.getSection(section)) {
          String data = record.getType() == Type.SOA ? "" : " " + record.rdataToString();
          out.append(' ').append(record.getName()).append(' ').append(record.getTTL());
          out.append(' ').append(Type.string(record.getType())).append(data);
        }
      }
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Message message, List<String> lines, int section) throws IOException {
    for (String line : lines) {
      try (Master master =
          new Master(new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.UTF_8)))) {
        Record record = master.nextRecord();
        if (record == null) {
          throw new IllegalArgumentException("no record: " + line);
        }
        message.addRecord(record, section);
      }
    }
  }
}
