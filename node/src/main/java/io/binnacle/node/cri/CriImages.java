package io.binnacle.node.cri;

import io.binnacle.node.proto.cri.AuthConfig;
import io.binnacle.node.proto.cri.ImageServiceGrpc;
import io.binnacle.node.proto.cri.ImageServiceGrpc.ImageServiceBlockingStub;
import io.binnacle.node.proto.cri.ImageSpec;
import io.binnacle.node.proto.cri.ImageStatusRequest;
import io.binnacle.node.proto.cri.ImageStatusResponse;
import io.binnacle.node.proto.cri.ListImagesRequest;
import io.binnacle.node.proto.cri.PullImageRequest;
import io.binnacle.node.proto.cri.RemoveImageRequest;
import io.binnacle.node.runtime.ContainerRuntime.Credentials;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The images a containerd has: what [CriRuntime] says of them.
final class CriImages {
  private static final Duration PULL_PATIENCE = Duration.ofMinutes(15);

  private final CriChannel channel;

  CriImages(CriChannel channel) {
    this.channel = channel;
  }

  /// What is known of an image, null if it is not here.
  @Nullable Image image(String reference) {
    ImageStatusResponse said =
        Calls.call(() ->
            service(CriRuntime.PATIENCE)
                .imageStatus(ImageStatusRequest.newBuilder().setImage(spec(reference)).build()));
    return said.hasImage() ? Answers.image(said.getImage()) : null;
  }

  Image pull(String reference, @Nullable Credentials credentials) {
    PullImageRequest.Builder request = PullImageRequest.newBuilder().setImage(spec(reference));
    if (credentials != null) {
      request.setAuth(
          AuthConfig.newBuilder()
              .setUsername(credentials.username())
              .setPassword(credentials.password()));
    }
    String id = Calls.call(() -> service(PULL_PATIENCE).pullImage(request.build())).getImageRef();
    Image image = image(id);
    if (image == null) {
      throw new RuntimeFailure(
          Kind.OTHER, "image \"" + reference + "\" was pulled as " + id + " but is not listed");
    }
    return image;
  }

  List<Image> all() {
    return Calls.call(
            () -> service(CriRuntime.PATIENCE).listImages(ListImagesRequest.getDefaultInstance()))
        .getImagesList()
        .stream()
        .map(Answers::image)
        .toList();
  }

  void remove(String reference) {
    Calls.end(() ->
        service(CriRuntime.PATIENCE)
            .removeImage(RemoveImageRequest.newBuilder().setImage(spec(reference)).build()));
  }

  private ImageServiceBlockingStub service(Duration patience) {
    return ImageServiceGrpc.newBlockingStub(channel.cri())
        .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ImageSpec spec(String reference) {
    return ImageSpec.newBuilder().setImage(reference).build();
  }
}
