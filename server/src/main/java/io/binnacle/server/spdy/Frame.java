package io.binnacle.server.spdy;

import java.util.Map;

/// One frame from the peer. What is of no use here (SETTINGS, WINDOW_UPDATE, CREDENTIAL) is [Ignored].
sealed interface Frame {
  /// A stream the peer opens.
  record SynStream(int stream, Map<String, String> headers, boolean last) implements Frame {}

  /// The peer has accepted a stream of ours.
  record SynReply(int stream, Map<String, String> headers, boolean last) implements Frame {}

  /// A stream ends in both directions.
  ///
  /// @param status why, see §2.6.3; 5 is CANCEL
  record Reset(int stream, int status) implements Frame {}

  /// To be sent back if `id` is the peer's.
  record Ping(int id) implements Frame {}

  /// No more streams are accepted.
  record GoAway(int lastGood) implements Frame {}

  /// More header fields of a stream.
  record More(int stream, Map<String, String> headers, boolean last) implements Frame {}

  /// Bytes of a stream: a frame, or a piece of a long one.
  ///
  /// @param last whether the stream ends after them, in this direction
  @SuppressWarnings("ArrayRecordComponent") // never compared; the reader's own copy
  record Data(int stream, byte[] bytes, boolean last) implements Frame {}

  /// A frame without consequence.
  record Ignored(int type) implements Frame {}
}
