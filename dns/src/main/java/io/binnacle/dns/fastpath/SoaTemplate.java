package io.binnacle.dns.fastpath;

import static io.binnacle.dns.fastpath.PlainQuestion.U16;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.WireName;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// An SOA record whose names end in pointers to the zone's name in the question: the same octets for every "no" of a
/// snapshot, but for where the question has that name. An immutable value.
final class SoaTemplate {
  private static final int POINTER = 0xc000;

  private final byte[] octets;
  private final int mnameEnd;
  private final int rnameEnd;

  /// @param soa an SOA record whose names are below its owner
  SoaTemplate(Rr soa) {
    if (!(soa.data() instanceof Rdata.Soa data)) {
      throw new IllegalArgumentException("not an SOA record: " + soa);
    }
    byte[] mname = below(data.mname(), soa.owner());
    byte[] rname = below(data.rname(), soa.owner());
    ByteBuffer out = ByteBuffer.allocate(36 + mname.length + rname.length);
    out.putShort((short) POINTER).putShort((short) RrType.SOA).putShort((short) 1);
    out.putInt(soa.ttl()).putShort((short) (24 + mname.length + rname.length));
    out.put(mname);
    mnameEnd = out.position();
    out.putShort((short) POINTER).put(rname);
    rnameEnd = out.position();
    out.putShort((short) POINTER).putInt((int) data.serial()).putInt(data.refresh());
    out.putInt(data.retry()).putInt(data.expire()).putInt(data.minimum());
    octets = out.array();
  }

  private static byte[] below(DnsName name, DnsName zone) {
    byte[] all = WireName.of(name);
    return Arrays.copyOf(all, all.length - WireName.of(zone).length);
  }

  int size() {
    return octets.length;
  }

  /// @param zone where in the message the name of the zone stands
  void write(MemorySegment buffer, long at, int zone) {
    short pointer = (short) (POINTER | zone);
    MemorySegment.copy(octets, 0, buffer, JAVA_BYTE, at, octets.length);
    buffer.set(U16, at, pointer);
    buffer.set(U16, at + mnameEnd, pointer);
    buffer.set(U16, at + rnameEnd, pointer);
  }
}
