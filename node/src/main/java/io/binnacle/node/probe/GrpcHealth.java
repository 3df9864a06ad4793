package io.binnacle.node.probe;

import io.binnacle.node.env.GoQuote;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Asks a gRPC server for its health, `grpc.health.v1.Health/Check`. Request and answer are one field each, so they are
/// written and read by hand: field 1 of the request is the service's name, field 1 of the answer the state.
final class GrpcHealth {
  private static final int MAX_ANSWER = 4_096;
  private static final int SERVING = 1;
  private static final String[] STATES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readNBytes(MAX_ANSWER);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static final MethodDescriptor<byte[], byte[]> CHECK =
      MethodDescriptor.newBuilder(BYTES, BYTES)
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("grpc.health.v1.Health/Check")
          .build();

  private GrpcHealth() {}

  static ProbeResult check(String host, int port, String service, Duration timeout) {
    String address = Dialer.join(host, port);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(host, port))
            .usePlaintext()
            .userAgent("kube-probe/" + HandlerTransport.VERSION)
            .maxInboundMessageSize(MAX_ANSWER)
            .build();
    try {
      CallOptions options =
          CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
      byte[] answer = ClientCalls.blockingUnaryCall(channel, CHECK, options, request(service));
      int state = state(answer);
      return state == SERVING
          ? new ProbeResult.Success("service healthy")
          : new ProbeResult.Failure(
              "service unhealthy (responded with " + GoQuote.quote(name(state)) + ")");
    } catch (StatusRuntimeException e) {
      return new ProbeResult.Failure(words(e.getStatus(), address, timeout));
    } finally {
      channel.shutdownNow();
    }
  }

  private static String words(Status status, String address, Duration timeout) {
    String within = timeout.toSeconds() + "s";
    String description = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case UNIMPLEMENTED ->
          "error: this server does not implement the grpc health protocol"
              + " (grpc.health.v1.Health): "
              + description;
      case DEADLINE_EXCEEDED -> "timeout: health rpc did not complete within " + within;
      case UNAVAILABLE ->
          "timeout: failed to connect service "
              + GoQuote.quote(address)
              + " within "
              + within
              + ": context deadline exceeded";
      default ->
          "error: health rpc probe failed: rpc error: code = "
              + status.getCode()
              + " desc = "
              + description;
    };
  }

  private static String name(int state) {
    return state >= 0 && state < STATES.length ? STATES[state] : Integer.toString(state);
  }

  static byte[] request(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (name.length > 0) {
      out.write(1 << 3 | 2);
      int length = name.length;
      for (; length >= 0x80; length >>>= 7) {
        out.write(length & 0x7f | 0x80);
      }
      out.write(length);
      out.writeBytes(name);
    }
    return out.toByteArray();
  }

  /// The state in an answer; 0, which means unknown, if it has none.
  static int state(byte[] answer) {
    return answer.length >= 2 && answer[0] == 1 << 3 ? answer[1] : 0;
  }
}
