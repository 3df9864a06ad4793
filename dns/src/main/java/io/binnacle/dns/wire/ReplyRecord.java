package io.binnacle.dns.wire;

import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import java.util.List;

/// A record of a reply that is made of our own records and of another server's.
public sealed interface ReplyRecord {
  /// The record type.
  int type();

  /// One of ours.
  record Ours(Rr record) implements ReplyRecord {
    @Override
    public int type() {
      return record.type();
    }
  }

  /// Another server's, copied with whatever it says.
  ///
  /// @param index counted through all sections of the message
  record Theirs(OutsideMessage message, int index) implements ReplyRecord {
    @Override
    public int type() {
      return message.type(index);
    }
  }

  /// Records of ours.
  static List<ReplyRecord> ours(List<Rr> records) {
    return records.stream().<ReplyRecord>map(Ours::new).toList();
  }

  /// Whether it is an address.
  static boolean isAddress(ReplyRecord record) {
    return record.type() == RrType.A || record.type() == RrType.AAAA;
  }
}
