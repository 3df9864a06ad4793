package io.binnacle.linux.netlink;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One message read from a socket: its header, and its body in place. Good until the next one is read.
/// @param flags `NLM_F_*`
/// @param seq what the request it answers carried; 0 for news
/// @param port who caused it: ours for an answer, and for news the port of the socket that made the change
public record Message(int type, int flags, int seq, int port, MemorySegment body) {

  /// The attributes behind a protocol header of `header` octets.
  public Attributes attributes(int header) {
    return Attributes.of(header > body.byteSize() ? MemorySegment.NULL : body.asSlice(header));
  }

  /// The first message of a datagram; null when there is no whole one.
  public static @Nullable Message first(MemorySegment datagram) {
    @Nullable Message[] first = new Message[1];
    walk(
        datagram,
        message -> {
          first[0] = message;
          return false;
        });
    return first[0];
  }

  /// What gets each message of a datagram.
  @FunctionalInterface
  interface Each {
    /// @return false to skip the rest
    boolean accept(Message message);
  }

  /// Walks the messages of a datagram.
  /// @return false when a length made no sense; what came before it was handed on
  static boolean walk(MemorySegment datagram, Each each) {
    long at = 0;
    long size = datagram.byteSize();
    while (size - at >= Wire.HEADER) {
      long length = datagram.get(Wire.U32, at + Wire.LEN) & 0xffff_ffffL;
      if (length < Wire.HEADER || length > size - at) return false;
      Message message =
          new Message(
              datagram.get(Wire.U16, at + Wire.TYPE) & 0xffff,
              datagram.get(Wire.U16, at + Wire.FLAGS) & 0xffff,
              datagram.get(Wire.U32, at + Wire.SEQ),
              datagram.get(Wire.U32, at + Wire.PORT),
              datagram.asSlice(at + Wire.HEADER, length - Wire.HEADER));
      if (!each.accept(message)) return true;
      at += Wire.align(length);
    }
    return at >= size;
  }
}
