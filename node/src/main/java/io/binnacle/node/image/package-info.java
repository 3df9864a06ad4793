/// Container images without a registry: what a name means, what an archive holds, how both get into containerd's store, and
/// the image of every Pod's sandbox, which we make ourselves.
///
/// Start at [io.binnacle.node.image.ImageImport]. `ImageName`, `ImageArchive` and `PauseImage` are pure but for the file read;
/// `ContentStore` is the wire. May use `node.cri` for the connection.
/// Source: OCI image specification 1.1; Docker's image archive format.
@NullMarked
package io.binnacle.node.image;

import org.jspecify.annotations.NullMarked;
