package io.binnacle.server.http;

import io.binnacle.model.error.Status;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Reads the requests of one HTTP/1.1 connection one after the other, or the single request of one HTTP/2 stream, and sends
/// their answers. The only place that knows where a connection stands; everything but [#outlet], [#begin], [#execute] and
/// [#abort] runs on its event loop.
///
/// A request is read whole, then handled on a virtual thread. What a client pipelines meanwhile waits here; reading goes on,
/// because only so the end of the connection is noticed.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
final class RequestHandler extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(RequestHandler.class.getName());

  /// With how many pipelined pieces waiting the connection is no longer read.
  private static final int PARKED = 32;

  /// How many times the body limit is read and thrown away after 413, to keep the connection in step.
  private static final int DISCARD = 16;

  /// How long a client that broke the framing may take to read why.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Shared shared;
  private final Channel channel;
  private final Peer peer;
  private final boolean multiplexed;
  private final Alarm alarm;
  private final Queue<Object> parked = new ArrayDeque<>();

  private Reading state = Reading.HEAD;
  private boolean keepAlive = true;
  private boolean answered;
  private long discarded;
  private @Nullable HttpRequest request;
  private @Nullable BodyBuffer body;
  private @Nullable Outlet outlet;

  /// @param channel the HTTP/1.1 connection or the HTTP/2 stream
  /// @param multiplexed whether it is a stream
  RequestHandler(Shared shared, Channel channel, Peer peer, boolean multiplexed) {
    this.shared = shared;
    this.channel = channel;
    this.peer = peer;
    this.multiplexed = multiplexed;
    this.alarm = new Alarm(channel.eventLoop());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    shared.requests.add(this);
    if (!multiplexed) {
      alarm.set(shared.limits.head(), channel::close);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (state != Reading.READ || multiplexed) {
      take(message);
      return;
    }
    parked.add(message);
    if (parked.size() >= PARKED) {
      channel.config().setAutoRead(false);
    }
  }

  private void take(Object message) {
    try {
      switch (state) {
        case HEAD -> {
          if (message instanceof HttpRequest head) {
            head(head);
          }
          if (message instanceof HttpContent whole) {
            content(whole);
          }
        }
        case BODY, DISCARD -> {
          if (message instanceof HttpContent piece) {
            content(piece);
          } else {
            refuse(Status.badRequest("a second head within a request"), true);
          }
        }
        case READ, DEAF -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpRequest head) {
    alarm.cancel();
    request = head;
    answered = false;
    discarded = 0;
    Status fault = RequestHead.fault(head, multiplexed);
    if (fault != null) {
      refuse(fault, true);
      return;
    }
    keepAlive = HttpUtil.isKeepAlive(head) && !head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    state = Reading.BODY;
    body = new BodyBuffer(shared.limits.bodyBytes(), shared.bodies);
    boolean waits = HttpUtil.is100ContinueExpected(head);
    if (HttpUtil.getContentLength(head, -1L) > shared.limits.bodyBytes()) {
      // Whether a client that waits still sends the body is its choice.
      refuse(Refusals.bodyTooLarge(shared.limits.bodyBytes()), waits);
    } else {
      alarm.set(shared.limits.body(), this::bodyTooSlow);
      if (waits) {
        channel.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
  }

  private void content(HttpContent piece) {
    if (state == Reading.DEAF) {
      return;
    }
    if (piece.decoderResult().isFailure()) {
      refuse(RequestHead.fault(piece.decoderResult()), true);
      return;
    }
    BodyBuffer collecting = body;
    if (collecting == null) {
      discarded += piece.content().readableBytes();
      if (discarded > (long) DISCARD * shared.limits.bodyBytes()) {
        state = Reading.DEAF;
        keepAlive = false;
        if (answered) {
          hangUp();
        }
        return;
      }
    } else {
      switch (collecting.add(piece.content())) {
        case OK -> {}
        case TOO_LONG -> refuse(Refusals.bodyTooLarge(shared.limits.bodyBytes()), false);
        case NO_BUDGET -> refuse(Refusals.tooManyBodies(), false, "Retry-After", "1");
      }
    }
    if (piece instanceof LastHttpContent) {
      inputDone();
    }
  }

  private void inputDone() {
    alarm.cancel();
    BodyBuffer collected = body;
    HttpRequest whole = request;
    state = Reading.READ;
    if (collected != null && whole != null) {
      body = null;
      Headers headers = RequestHead.headers(whole);
      Answer answer = new Answer(this, whole, RequestHead.acceptsGzip(headers));
      new Turn(shared, peer, whole, headers, collected.bytes(), collected.held(), answer).start();
    } else if (answered) {
      finish();
    }
  }

  private void refuse(Status status, boolean unreadable, String... headers) {
    dropBody();
    state = unreadable ? Reading.DEAF : Reading.DISCARD;
    keepAlive &= !unreadable;
    HttpRequest refused = request;
    if (refused != null && outlet == null && !answered) {
      new Answer(this, refused, false).send(status, headers);
    }
  }

  private void bodyTooSlow() {
    if (state == Reading.BODY) {
      refuse(Refusals.bodyTooSlow(shared.limits.body()), true);
    } else {
      hangUp();
    }
  }

  private void dropBody() {
    BodyBuffer collecting = body;
    if (collecting != null) {
      collecting.release();
      body = null;
    }
  }

  /// A way out for the answer that begins with `head`. Any thread.
  Outlet outlet(HttpResponse head) {
    return new Outlet(channel, this, head);
  }

  /// Starts sending `answer`. Any thread.
  void begin(Outlet answer) {
    execute(
        () -> {
          if (!channel.isActive()) {
            answer.abandon();
            return;
          }
          outlet = answer;
          if (shared.draining) {
            answer.close();
          }
          answer.drain();
        },
        answer);
  }

  /// Whether the connection can go on with another protocol.
  boolean canUpgrade() {
    return !multiplexed;
  }

  /// Answers with `head` and gives the connection away. What is written to the result leaves after `head`. Any thread.
  UpgradedChannel upgrade(FullHttpResponse head, Duration idle) {
    return ProtocolSwitch.begin(this, shared, channel, head, idle);
  }

  /// Stops its clock because another protocol takes over; refuses if the client has gone on in this one.
  boolean letGo() {
    if (!parked.isEmpty()) {
      return false;
    }
    alarm.cancel();
    return true;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    shared.requests.remove(this);
  }

  /// Runs `task` on the event loop; if that has ended, the answer is abandoned instead. Any thread.
  void execute(Runnable task, Outlet answer) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "answer after the end of the server", e);
      answer.abandon();
    }
  }

  /// Closes the connection at once, or resets the stream, under an answer that cannot be completed. Any thread.
  void abort() {
    if (multiplexed) {
      channel.close();
    } else {
      HttpsServer.cut(channel);
    }
  }

  /// Completes the head with what only the connection knows.
  void beforeHead(HttpResponse head) {
    head.headers().set(HttpHeaderNames.DATE, HttpDate.of(shared.clock.instant()));
    if (!multiplexed && (!keepAlive || shared.draining)) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /// The end of `answer` waits for the client: it is given up if nothing at all moves for as long as a connection may idle.
  void watchForStall(Outlet answer) {
    long before = answer.pendingBytes();
    alarm.set(
        shared.limits.idle(),
        () -> {
          if (outlet == answer && answer.pendingBytes() == before) {
            abort();
          } else if (outlet == answer) {
            watchForStall(answer);
          }
        });
  }

  /// The answer has been sent to its end, or cannot be.
  void answered(boolean sent) {
    outlet = null;
    answered = true;
    if (!sent) {
      channel.close();
      return;
    }
    switch (state) {
      case READ -> finish();
      case DEAF -> hangUp();
      case DISCARD -> {} // until the body has passed by, or its time is up
      case HEAD, BODY -> throw new IllegalStateException("answered before it was asked: " + state);
    }
  }

  private void finish() {
    alarm.cancel();
    request = null;
    if (multiplexed) {
      return;
    }
    if (!keepAlive || shared.draining) {
      channel.close();
      return;
    }
    state = Reading.HEAD;
    alarm.set(shared.limits.idle(), channel::close);
    for (Object next = parked.poll(); next != null; next = parked.poll()) {
      take(next);
      if (state == Reading.READ) {
        return;
      }
    }
    channel.config().setAutoRead(true);
  }

  /// Ends a connection whose input is not understood any more, in a way that lets the client read the answer: no more is
  /// sent, and what it still sends is thrown away for a while, because closing with unread input would reset the
  /// connection under the answer.
  private void hangUp() {
    state = Reading.DEAF;
    if (multiplexed) {
      channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
      return;
    }
    HttpsServer.endOutput(channel);
    alarm.set(LINGER, channel::close);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Outlet answer = outlet;
    if (answer != null) {
      answer.drain();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    shared.requests.remove(this);
    alarm.cancel();
    dropBody();
    state = Reading.DEAF;
    parked.forEach(ReferenceCountUtil::release);
    parked.clear();
    Outlet answer = outlet;
    if (answer != null) {
      outlet = null;
      answer.abandon();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, () -> "connection of " + peer.address(), cause);
    if (multiplexed && cause instanceof Http2Exception malformed) {
      channel.writeAndFlush(new DefaultHttp2ResetFrame(malformed.error()));
    } else {
      channel.close();
    }
  }

  /// The server shuts down: an idle connection closes, a stream ends, a request is still answered. Any thread.
  void shutDown() {
    channel
        .eventLoop()
        .execute(() -> {
          Outlet answer = outlet;
          if (answer != null) {
            answer.close();
          } else if (!multiplexed && state == Reading.HEAD) {
            channel.close();
          }
        });
  }
}
