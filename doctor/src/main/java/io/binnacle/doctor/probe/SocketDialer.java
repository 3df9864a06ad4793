package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Probed.Connection;
import io.binnacle.doctor.evidence.Probed.Outcome;
import io.binnacle.doctor.evidence.Probed.Place;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/// Connects with sockets of this process.
final class SocketDialer implements Dialer {
  @Override
  public Connection dial(Place place, Duration limit) {
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.getByAddress(place.address().toBytes());
      socket.connect(new InetSocketAddress(address, place.port()), (int) limit.toMillis());
      return new Connection(Outcome.OPEN, "");
    } catch (SocketTimeoutException e) {
      return new Connection(Outcome.SILENT, "after %.1f s".formatted(limit.toMillis() / 1000.0));
    } catch (ConnectException e) {
      String why = String.valueOf(e.getMessage());
      boolean refused = why.toLowerCase(Locale.ROOT).contains("refused");
      return new Connection(refused ? Outcome.REFUSED : Outcome.UNREACHABLE, why);
    } catch (IOException e) {
      return new Connection(Outcome.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }
}
