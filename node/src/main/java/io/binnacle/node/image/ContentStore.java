package io.binnacle.node.image;

import com.google.protobuf.ByteString;
import io.binnacle.node.cri.CriChannel;
import io.binnacle.node.proto.content.ContentGrpc;
import io.binnacle.node.proto.content.WriteAction;
import io.binnacle.node.proto.content.WriteContentRequest;
import io.binnacle.node.proto.content.WriteContentResponse;
import io.binnacle.node.proto.images.CreateImageRequest;
import io.binnacle.node.proto.images.Descriptor;
import io.binnacle.node.proto.images.ImagesGrpc;
import io.binnacle.node.proto.images.NamedImage;
import io.binnacle.node.proto.images.UpdateImageRequest;
import io.binnacle.node.proto.leases.CreateLeaseRequest;
import io.binnacle.node.proto.leases.DeleteLeaseRequest;
import io.binnacle.node.proto.leases.LeasesGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// Puts an image into containerd's store: its pieces as content, its names as images. Unpacking is left to the first container
/// made of it, as CRI does for images it finds unpacked.
final class ContentStore {
  private static final int CHUNK = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// A lease nobody deleted, because we were killed, ends by itself.
  private static final Duration LEASE = Duration.ofHours(1);

  private final CriChannel channel;

  ContentStore(CriChannel channel) {
    this.channel = channel;
  }

  /// Adds `image`, or moves its names to it.
  ///
  /// @param progress told how many bytes have been dealt with since it was last told
  void add(ImageParts image, LongConsumer progress) throws IOException {
    String lease = "binnacle-import-" + Long.toHexString(System.nanoTime());
    try {
      var _ =
          LeasesGrpc.newBlockingStub(channel.containerd())
              .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .create(
                  CreateLeaseRequest.newBuilder()
                      .setId(lease)
                      .putLabels("containerd.io/gc.expire", Instant.now().plus(LEASE).toString())
                      .build());
      try {
        Channel leased = channel.containerd(lease);
        for (Blob layer : image.layers()) {
          write(leased, layer, Map.of(), progress);
        }
        write(leased, image.config(), Map.of(), progress);
        write(leased, image.manifest(), references(image), progress);
        for (String name : image.names()) {
          name(leased, name, image.manifest());
        }
      } finally {
        var _ =
            LeasesGrpc.newBlockingStub(channel.containerd())
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .delete(DeleteLeaseRequest.newBuilder().setId(lease).build());
      }
    } catch (StatusRuntimeException e) {
      throw new IOException("containerd refuses the image: " + said(e.getStatus()), e);
    }
  }

  /// What keeps the pieces of an image from the garbage collector: labels of its manifest.
  private static Map<String, String> references(ImageParts image) {
    Map<String, String> labels = new HashMap<>();
    labels.put("containerd.io/gc.ref.content.config", image.config().digest());
    List<Blob> layers = image.layers();
    for (int i = 0; i < layers.size(); i++) {
      labels.put("containerd.io/gc.ref.content.l." + i, layers.get(i).digest());
    }
    return labels;
  }

  private static void write(
      Channel channel, Blob blob, Map<String, String> labels, LongConsumer progress)
      throws IOException {
    var call =
        ContentGrpc.newBlockingV2Stub(channel)
            .withDeadlineAfter(PATIENCE.toMinutes() * 15, TimeUnit.MINUTES)
            .write();
    try (InputStream in = blob.source().open()) {
      long offset = 0;
      byte[] buffer = in.readNBytes(CHUNK);
      while (true) {
        byte[] next = buffer.length < CHUNK ? new byte[0] : in.readNBytes(CHUNK);
        boolean last = next.length == 0;
        send(
            call,
            WriteContentRequest.newBuilder()
                .setAction(last ? WriteAction.COMMIT : WriteAction.WRITE)
                .setRef("binnacle-" + blob.digest())
                .setTotal(blob.bytes())
                .setExpected(blob.digest())
                .setOffset(offset)
                .setData(ByteString.copyFrom(buffer))
                .putAllLabels(last ? labels : Map.of())
                .build());
        offset += buffer.length;
        progress.accept(buffer.length);
        if (last) {
          return;
        }
        buffer = next;
      }
    } catch (StatusException e) {
      if (e.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
        progress.accept(blob.bytes()); // the store has it already: nothing to do
        return;
      }
      throw new IOException("containerd refuses " + blob.digest() + ": " + said(e.getStatus()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing " + blob.digest(), e);
    } finally {
      call.cancel("done", null);
    }
  }

  private static void send(
      BlockingClientCall<WriteContentRequest, WriteContentResponse> call,
      WriteContentRequest request)
      throws StatusException, InterruptedException, IOException {
    boolean sent = call.write(request);
    WriteContentResponse answer = call.read();
    if (!sent || answer == null) {
      throw new IOException("containerd ended the writing of " + request.getExpected());
    }
  }

  private static void name(Channel channel, String name, Blob manifest) {
    NamedImage image =
        NamedImage.newBuilder()
            .setName(name)
            .setTarget(
                Descriptor.newBuilder()
                    .setMediaType(manifest.mediaType())
                    .setDigest(manifest.digest())
                    .setSize(manifest.bytes()))
            .build();
    var images =
        ImagesGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    try {
      var _ = images.create(CreateImageRequest.newBuilder().setImage(image).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
      var _ = images.update(UpdateImageRequest.newBuilder().setImage(image).build());
    }
  }

  private static String said(Status status) {
    String description = status.getDescription();
    return description == null ? status.getCode().toString() : description;
  }
}
