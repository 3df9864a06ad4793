package io.binnacle.dns.service;

import io.binnacle.dns.config.ServerKey.Scheme;
import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.metrics.SocketFigures;
import io.binnacle.dns.observe.ObservedHandler;
import io.binnacle.dns.observe.Observers.Carrier;
import io.binnacle.dns.observe.SharedObserver;
import io.binnacle.dns.run.Client;
import io.binnacle.dns.run.MessageHandler;
import io.binnacle.dns.run.ReplySink;
import io.binnacle.dns.run.Streams;
import io.binnacle.dns.run.TlsFiles;
import io.binnacle.dns.run.UdpListener;
import io.binnacle.dns.run.UdpSettings;
import io.binnacle.dns.run.UdpWork;
import io.binnacle.dns.service.ListenPlan.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A place that is listened at: its sockets, and who answers there now. What is under way when another takes over is answered by
/// the one that began it.
final class Listening implements MessageHandler, AutoCloseable {
  private final Place place;
  private volatile Answerer answerer;
  private @Nullable UdpListener udp;
  private Streams.@Nullable Listener streams;
  private final List<SharedObserver> observers = new ArrayList<>();
  private Runnable closing = () -> {};

  /// Who answers under one configuration.
  ///
  /// @param outside what `resolver` asks; closed some time after another has taken over
  /// @param tls the certificate; null without TLS
  /// @param packets what answers in place, made for each listener thread
  /// @param room how large replies in place may be
  record Answerer(
      MessageHandler resolver,
      OutsideNames outside,
      @Nullable TlsFiles tls,
      Function<QueryCounters, PacketAnswerer> packets,
      UdpWork.Room room) {}

  /// Answers in place as the configuration in force has it. One thread.
  private final class InPlace implements PacketAnswerer {
    private final QueryCounters counters;
    private Answerer seen;
    private PacketAnswerer now;

    InPlace(QueryCounters counters) {
      this.counters = counters;
      this.seen = answerer;
      this.now = seen.packets.apply(counters);
    }

    @Override
    public int answer(MemorySegment buffer, long at, int length, int room) {
      Answerer current = answerer;
      if (current != seen) {
        seen = current;
        now = current.packets.apply(counters);
      }
      return now.answer(buffer, at, length, room);
    }
  }

  private Listening(Place place, Answerer first) {
    this.place = place;
    this.answerer = first;
  }

  /// Opens the sockets.
  ///
  /// @param streams serve the connections; stay open
  /// @param limits for datagrams
  /// @param figures get to see every answer
  /// @throws IOException if the address cannot be listened on; the message names it and the way out
  static Listening open(
      Place place, Answerer first, Streams streams, SourceLimits limits, Figures figures)
      throws IOException {
    Listening out = new Listening(place, first);
    try {
      if (place.scheme() == Scheme.TLS) {
        MessageHandler seen = out.seen(figures, Carrier.TLS);
        out.streams = streams.listenTls(place.at(), seen, out::certificate);
      } else {
        Streams.Listener tcp = streams.listen(place.at(), out.seen(figures, Carrier.TCP));
        out.streams = tcp;
        // The port may have been any: UDP takes the one that TCP got.
        UdpWork work =
            new UdpWork(
                limits,
                (high, low) -> out.answerer.room.octets(high, low),
                counters -> out.new InPlace(counters),
                () -> figures.observers().ofThread(place.toString()),
                out.seen(figures, Carrier.UDP));
        UdpListener datagrams = UdpListener.start(tcp.address(), UdpSettings.standard(), work);
        out.udp = datagrams;
        out.opened(figures, datagrams);
      }
      return out;
    } catch (IOException e) {
      out.close();
      BindException told =
          new BindException(
              "the DNS cannot listen on "
                  + place
                  + ": "
                  + e.getMessage()
                  + "; stop what uses it, or choose another address or port");
      told.initCause(e);
      throw told;
    }
  }

  /// This, with every answer shown.
  private MessageHandler seen(Figures figures, Carrier carrier) {
    SharedObserver observer = figures.observers().shared(place.toString(), carrier);
    observers.add(observer);
    return new ObservedHandler(this, observer, figures.domain());
  }

  private void opened(Figures figures, UdpListener datagrams) {
    SocketFigures.Sockets sockets =
        new SocketFigures.Sockets(place.toString(), datagrams::kernelDrops, datagrams::unsent);
    figures.sockets().opened(sockets);
    closing = () -> figures.sockets().closing(sockets);
  }

  Place place() {
    return place;
  }

  InetSocketAddress address() {
    return streams == null ? place.at() : streams.address();
  }

  /// Lets `next` answer from now on.
  void replace(Answerer next) {
    answerer = next;
  }

  Answerer answerer() {
    return answerer;
  }

  @Override
  public void resolve(byte[] message, int length, Client client, ReplySink out) {
    answerer.resolver.resolve(message, length, client, out);
  }

  private TlsFiles certificate() {
    TlsFiles tls = answerer.tls;
    if (tls == null) {
      throw new IllegalStateException("no certificate at " + place);
    }
    return tls;
  }

  /// Takes nothing new; what was queued is answered.
  @Override
  public void close() {
    closing.run();
    if (udp != null) {
      udp.close();
    }
    if (streams != null) {
      streams.close();
    }
    observers.forEach(SharedObserver::close);
  }
}
