package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// The world outside, as a table: answers at once with messages another implementation wrote.
class Outside implements OutsideNames {
  private final Map<String, OutsideAnswer> answers = new HashMap<>();
  final List<OutsideQuestion> asked = new ArrayList<>();

  /// Has `name` answered with these records, `db.example.com. 60 IN A 203.0.113.10`; a line with SOA goes into the authority
  /// section.
  Outside says(String name, int rcode, String... records) {
    return says(name, new OutsideAnswer.Answered(message(name, rcode, 0, records), false));
  }

  Outside says(String name, OutsideAnswer answer) {
    answers.put(name, answer);
    return this;
  }

  static byte[] message(String name, int rcode, int flag, String... records) {
    try {
      Message message = new Message(7);
      message.getHeader().setFlag(Flags.QR);
      if (flag != 0) {
        message.getHeader().setFlag(flag);
      }
      message.getHeader().setRcode(rcode);
      List<Record> all = new ArrayList<>();
      for (String line : records) {
        String[] parts = line.split(" ", 5);
        all.add(
            Record.fromString(
                Name.fromString(parts[0]),
                org.xbill.DNS.Type.value(parts[3]),
                DClass.IN,
                Long.parseLong(parts[1]),
                parts[4],
                Name.root));
      }
      int type = org.xbill.DNS.Type.A;
      message.addRecord(Record.newRecord(Name.fromString(name), type, DClass.IN), Section.QUESTION);
      for (Record record : all) {
        boolean authority =
            record.getType() == org.xbill.DNS.Type.SOA || record.getType() == org.xbill.DNS.Type.NS;
        message.addRecord(record, authority ? Section.AUTHORITY : Section.ANSWER);
      }
      return message.toWire(65_535);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    asked.add(question);
    OutsideAnswer answer =
        answers.get(question.name().toString().toLowerCase(java.util.Locale.ROOT));
    out.accept(
        answer != null
            ? answer
            : new OutsideAnswer.Answered(
                message(question.name().toString(), Rcode.NXDOMAIN, 0), false));
  }

  @Override
  public void close() {}
}
