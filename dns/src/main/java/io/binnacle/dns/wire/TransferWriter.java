package io.binnacle.dns.wire;

import io.binnacle.dns.name.Rr;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The messages of a zone transfer (RFC 5936 §2.2): records in the order given, as many in each as fit. One thread at a time.
public final class TransferWriter implements Iterator<byte[]> {
  /// Octets of a message: what a pointer can reach (RFC 1035 §4.1.4).
  private static final int SIZE = 16_384;

  private final Query query;
  private final ReplyForm form;
  private final Iterator<Rr> records;
  private @Nullable Rr next;

  /// @param records the SOA first and last; one at least
  public TransferWriter(Query query, ReplyForm form, Iterator<Rr> records) {
    this.query = query;
    this.form = form;
    this.records = records;
    this.next = records.next();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public byte[] next() {
    Rr first = next;
    if (first == null) {
      throw new NoSuchElementException("the transfer is complete");
    }
    MessageBuffer out = new MessageBuffer(SIZE);
    byte[] opt = form.opt();
    ReplyWriter.header(out, query.id(), query.flags() & Query.RD | Query.AA | Query.RA, 0);
    ReplyWriter.question(out, query);
    int written = 0;
    for (Rr record = first; record != null; record = next) {
      if (!out.record(record, opt.length)) {
        break; // no record of ours takes a whole message
      }
      written++;
      next = records.hasNext() ? records.next() : null;
    }
    out.u16At(QueryReader.ANCOUNT, written);
    out.bytes(opt);
    out.u16At(QueryReader.ARCOUNT, opt.length > 0 ? 1 : 0);
    return form.complete(out.toByteArray(), null);
  }
}
