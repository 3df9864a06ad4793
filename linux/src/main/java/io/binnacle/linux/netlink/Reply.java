package io.binnacle.linux.netlink;

import io.binnacle.linux.sys.Errno;
import java.lang.foreign.MemorySegment;

/// What the kernel said to a request.
public sealed interface Reply {
  /// It was done.
  record Done() implements Reply {}

  /// It was refused.
  /// @param seq the sequence number of the message that was refused
  /// @param words the kernel's own explanation, empty when it gave none
  /// @param offset where in that message the offending attribute starts, counted from its header; −1 when not told
  record Refused(int seq, Errno errno, String words, int offset) implements Reply {
    @Override
    public String toString() {
      return errno + (words.isEmpty() ? "" : " (" + words + ")");
    }
  }

  int ATTR_MSG = 1;
  int ATTR_OFFS = 2;

  /// Reads an error message: `| 0 ERROR i32 | 4 header of the request | its body unless capped | attributes |`. Error 0 is
  /// an acknowledgement.
  static Reply read(Message message) {
    MemorySegment body = message.body();
    if (body.byteSize() < 4)
      return new Refused(message.seq(), new Errno(71), "error message cut short", -1);
    int error = -body.get(Wire.U32, 0);
    if (error == 0) return new Done();
    String words = "";
    int offset = -1;
    if ((message.flags() & Wire.F_ACK_TLVS) != 0) {
      Attributes extra = Attributes.of(behindRequest(message));
      while (extra.next()) {
        switch (extra.type()) {
          case ATTR_MSG -> words = extra.string();
          case ATTR_OFFS -> offset = extra.u32();
          default -> {} // cookies and policies
        }
      }
    }
    return new Refused(message.seq(), new Errno(error), words, offset);
  }

  private static MemorySegment behindRequest(Message message) {
    MemorySegment body = message.body();
    if (body.byteSize() < 4 + Wire.HEADER) return MemorySegment.NULL;
    long at = 4 + Wire.HEADER;
    if ((message.flags() & Wire.F_CAPPED) == 0) {
      long request = body.get(Wire.U32, 4) & 0xffff_ffffL;
      at = 4 + Wire.align(Math.max(request, Wire.HEADER));
    }
    return at > body.byteSize() ? MemorySegment.NULL : body.asSlice(at);
  }
}
