package io.binnacle.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/// Takes an HTTP/1.1 connection from its [RequestHandler] and gives it to an [UpgradedChannel].
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
final class ProtocolSwitch {
  private static final System.Logger LOG = System.getLogger(ProtocolSwitch.class.getName());

  private final RequestHandler from;
  private final Shared shared;
  private final Channel channel;
  private final UpgradedChannel to;

  private ProtocolSwitch(RequestHandler from, Shared shared, Channel channel, UpgradedChannel to) {
    this.from = from;
    this.shared = shared;
    this.channel = channel;
    this.to = to;
  }

  /// Answers with `head` and switches. What is written to the result leaves after `head`. Any thread.
  static UpgradedChannel begin(
      RequestHandler from, Shared shared, Channel channel, FullHttpResponse head, Duration idle) {
    UpgradedChannel to = new UpgradedChannel(channel, idle, shared.limits.idle());
    try {
      channel
          .eventLoop()
          .execute(() -> new ProtocolSwitch(from, shared, channel, to).switchAfter(head));
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "upgrade after the end of the server", e);
      to.channelInactive();
    }
    return to;
  }

  private void switchAfter(FullHttpResponse head) {
    if (!channel.isActive() || !from.letGo()) {
      // A client that goes on in the old protocol, or in the new one before it was told, cannot be
      // followed.
      channel.close();
      to.channelInactive();
      return;
    }
    head.headers().set(HttpHeaderNames.DATE, HttpDate.of(shared.clock.instant()));
    channel.writeAndFlush(head);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(to);
    pipeline.remove(HttpResponseEncoder.class);
    pipeline.remove(from);
    pipeline.remove(HttpRequestDecoder.class); // passes on what it has read ahead
    channel.config().setAutoRead(true);
    if (shared.draining) {
      to.shutDown();
    }
  }
}
