package io.binnacle.linux.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes messages one after another into an array that grows. Not for several threads.
///
/// [#begin] starts a message, [#end] closes it; between them come attributes, nested ones between [#nest] and [#unnest].
public final class MessageWriter {
  private static final VarHandle U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle BE32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BE64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// What one attribute can carry: its length is 16 bits.
  public static final int MOST = 0xffff;

  /// Twice what the kernel takes at once: reaching it is a bug of the caller.
  private static final int LIMIT = 1 << 30;

  private byte[] bytes;
  private int length;
  private int message = -1;

  public MessageWriter(int expected) {
    bytes = new byte[Math.max(256, expected)];
  }

  /// Octets written so far; where the next message will start.
  public int length() {
    return length;
  }

  /// Octets it holds without growing.
  public int capacity() {
    return bytes.length;
  }

  public MemorySegment written() {
    return MemorySegment.ofArray(bytes).asSlice(0, length);
  }

  /// Forgets everything written.
  public void clear() {
    length = 0;
    message = -1;
  }

  /// Starts a message. `port` is left 0: the kernel knows who sends.
  /// @return where it starts
  public int begin(int type, int flags, int seq) {
    if (message >= 0) throw new IllegalStateException("message at " + message + " has no end yet");
    int at = room(Wire.HEADER);
    message = at;
    U16.set(bytes, at + Wire.TYPE, (short) type);
    U16.set(bytes, at + Wire.FLAGS, (short) flags);
    U32.set(bytes, at + Wire.SEQ, seq);
    return at;
  }

  /// Closes the message.
  public void end() {
    if (message < 0) throw new IllegalStateException("no message was begun");
    U32.set(bytes, message, length - message);
    room(Wire.align(length) - length);
    message = -1;
  }

  /// Adds flags to the message that starts at `at`.
  public void addFlags(int at, int flags) {
    U16.set(bytes, at + Wire.FLAGS, (short) ((short) U16.get(bytes, at + Wire.FLAGS) | flags));
  }

  /// Sets the sequence number of the message that starts at `at`.
  public void setSeq(int at, int seq) {
    U32.set(bytes, at + Wire.SEQ, seq);
  }

  /// Bytes that are no attribute, such as the header a protocol puts behind netlink's own.
  public void raw(byte... header) {
    int at = room(Wire.align(header.length));
    System.arraycopy(header, 0, bytes, at, header.length);
  }

  public void attr(int type, byte[] value) {
    attr(type, value, 0, value.length);
  }

  public void attr(int type, byte[] value, int from, int count) {
    int at = attribute(type, count);
    System.arraycopy(value, from, bytes, at, count);
  }

  public void flag(int type) {
    attribute(type, 0);
  }

  public void u8(int type, int value) {
    int at = attribute(type, 1);
    bytes[at] = (byte) value;
  }

  /// 16 bits in network order.
  public void be16(int type, int value) {
    int at = attribute(type, 2);
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  /// 32 bits in network order, as nf_tables and conntrack want theirs.
  public void be32(int type, int value) {
    int at = attribute(type, 4); // may replace the array, so before it is read
    BE32.set(bytes, at, value);
  }

  public void be64(int type, long value) {
    int at = attribute(type, 8); // may replace the array, so before it is read
    BE64.set(bytes, at, value);
  }

  /// 32 bits in the machine's order, as rtnetlink wants its own.
  public void u32(int type, int value) {
    int at = attribute(type, 4); // may replace the array, so before it is read
    U32.set(bytes, at, value);
  }

  /// Text, with the zero octet that ends it.
  public void string(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    int at = attribute(type, text.length + 1);
    System.arraycopy(text, 0, bytes, at, text.length);
  }

  /// Starts an attribute made of attributes.
  /// @return what [#unnest] wants
  public int nest(int type) {
    int at = room(4);
    U16.set(bytes, at + 2, (short) (type | Wire.NESTED));
    return at;
  }

  public void unnest(int at) {
    int count = length - at;
    if (count > MOST)
      throw new IllegalStateException(
          "nested attribute of " + count + " octets: want at most " + MOST);
    U16.set(bytes, at, (short) count);
  }

  private int attribute(int type, int count) {
    if (count + 4 > MOST)
      throw new IllegalArgumentException(
          "attribute of " + count + " octets: want at most " + (MOST - 4));
    int at = room(4 + Wire.align(count));
    U16.set(bytes, at, (short) (4 + count));
    U16.set(bytes, at + 2, (short) type);
    return at + 4;
  }

  /// Zeroed octets at the end.
  private int room(int count) {
    int at = length;
    int end = at + count;
    if (end > LIMIT) throw new IllegalStateException("messages exceed " + LIMIT + " octets");
    if (end > bytes.length)
      bytes = Arrays.copyOf(bytes, Math.max(end, (int) Math.min(LIMIT, bytes.length * 2L)));
    Arrays.fill(bytes, at, end, (byte) 0);
    length = end;
    return at;
  }
}
