package io.binnacle.dns.run;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One client's connection: queries are taken as they come, replies go back as they are ready, in whatever order (RFC 7766 §6.2.1.1,
/// §7). Nothing more is read while too many queries are under way, or while the client does not read what it was sent.
///
/// Lives on its event loop; only [Reply] is called from elsewhere.
final class StreamConnection extends ChannelInboundHandlerAdapter implements LoopStreams.Member {
  private static final Logger LOG = System.getLogger(StreamConnection.class.getName());

  private final Streams streams;
  private final MessageHandler resolver;
  private final Client.Transport transport;
  private final MessageFrames frames = new MessageFrames();
  private final Queue<Iterator<byte[]>> transfers = new ArrayDeque<>(0);
  private @Nullable ChannelHandlerContext context;
  private @Nullable LoopStreams loop;
  private @Nullable Client client;
  private long progressNanos;
  private int inFlight;
  private int unread;
  private boolean pumping;
  private boolean readAsked;
  private boolean noMoreQueries;

  StreamConnection(Streams streams, MessageHandler resolver, Client.Transport transport) {
    this.streams = streams;
    this.resolver = resolver;
    this.transport = transport;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    InetSocketAddress address = (InetSocketAddress) ctx.channel().remoteAddress();
    LoopStreams mine = streams.of(ctx.channel().eventLoop());
    context = ctx;
    if (!streams.open().admit(address.getAddress())) {
      ChannelFuture _ = ctx.close();
      return;
    }
    client = new Client(address, (InetSocketAddress) ctx.channel().localAddress(), transport);
    loop = mine;
    if (streams.open().tooMany() && !mine.evict()) {
      ChannelFuture _ = ctx.close();
      return;
    }
    progressed();
    read(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    transfers.clear();
    if (loop != null && client != null) {
      loop.remove(this);
      streams.open().closed(client.address().getAddress());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf octets = (ByteBuf) message;
    try {
      if (octets.hasArray()) {
        int from = octets.arrayOffset() + octets.readerIndex();
        frames.add(octets.array(), from, from + octets.readableBytes());
      } else {
        byte[] copy = ByteBufUtil.getBytes(octets);
        frames.add(copy, 0, copy.length);
      }
    } finally {
      octets.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readAsked = false;
    pump(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    pump(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      finish();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
      LOG.log(Level.DEBUG, "a DNS connection broke: {0}", cause.getMessage());
    } else {
      LOG.log(Level.ERROR, "a DNS connection is given up", cause);
    }
    ChannelFuture _ = ctx.close();
  }

  /// Takes no more queries, and ends the connection when those under way are answered.
  void finish() {
    noMoreQueries = true;
    if (context != null) {
      pump(context);
    }
  }

  /// Does what can be done now: begins queries, goes on with transfers, asks for more.
  private void pump(ChannelHandlerContext ctx) {
    if (pumping || client == null) {
      return; // a reply that comes while its query is begun
    }
    pumping = true;
    try {
      do {
        beginQueries(ctx, client);
        transfer(ctx);
      } while (hasRoom(ctx) && frames.ready());
    } finally {
      pumping = false;
    }
    ctx.flush();
    if (frames.broken() || streams.open().tooMuch(unread)) {
      ChannelFuture _ = ctx.close();
    } else if (noMoreQueries && inFlight == 0) {
      ChannelFuture _ = ctx.write(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      ctx.flush();
    } else if (hasRoom(ctx)) {
      read(ctx);
    }
  }

  private void beginQueries(ChannelHandlerContext ctx, Client from) {
    while (hasRoom(ctx)) {
      byte[] query = frames.next();
      if (query == null) {
        return;
      }
      inFlight++;
      progressed();
      resolver.resolve(query, query.length, from, new Reply(ctx));
    }
  }

  private boolean hasRoom(ChannelHandlerContext ctx) {
    return inFlight < streams.limits().inFlight() && ctx.channel().isWritable() && !noMoreQueries;
  }

  private void transfer(ChannelHandlerContext ctx) {
    Iterator<byte[]> all = transfers.peek();
    while (all != null && ctx.channel().isActive() && ctx.channel().isWritable()) {
      write(ctx, all.next());
      if (!all.hasNext()) {
        inFlight--;
        transfers.remove();
        all = transfers.peek();
      }
    }
  }

  private void read(ChannelHandlerContext ctx) {
    if (!readAsked) {
      readAsked = true;
      ctx.read();
    }
  }

  private void write(ChannelHandlerContext ctx, byte[] message) {
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    unread += framed.length;
    streams.open().wrote(framed.length);
    ctx.write(Unpooled.wrappedBuffer(framed))
        .addListener(written -> {
          unread -= framed.length;
          streams.open().wrote(-framed.length);
          if (written.isSuccess()) {
            progressed();
          }
        });
  }

  private void progressed() {
    progressNanos = System.nanoTime();
    if (loop != null && context != null && context.channel().isActive()) {
      loop.progressed(this);
    }
  }

  @Override
  public long progressNanos() {
    return progressNanos;
  }

  @Override
  public boolean waitsForUs() {
    return inFlight > 0 && context != null && context.channel().isWritable();
  }

  @Override
  public void close() {
    if (context != null) {
      ChannelFuture _ = context.close();
    }
  }

  /// Where the reply to one query goes.
  private final class Reply implements ReplySink {
    private final ChannelHandlerContext ctx;

    Reply(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void message(byte[] message, boolean last) {
      onLoop(() -> {
        write(ctx, message);
        if (last) {
          inFlight--;
        }
      });
    }

    @Override
    public void messages(Iterator<byte[]> all) {
      onLoop(() -> transfers.add(all));
    }

    /// What is no query at all comes from nobody who speaks DNS.
    @Override
    public void nothing() {
      onLoop(StreamConnection.this::close);
    }

    private void onLoop(Runnable task) {
      if (ctx.executor().inEventLoop()) {
        task.run();
        pump(ctx);
      } else {
        ctx.executor()
            .execute(() -> {
              task.run();
              pump(ctx);
            });
      }
    }
  }
}
