package io.binnacle.model.schema;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A structure that is read from its rows when it is first asked for. Safe to share between threads: reading one
/// structure never asks for another, so the lock cannot be waited for in a circle.
final class LazyStruct implements Supplier<StructType> {
  final SchemaFile.Block block;
  private final Definitions definitions;
  private volatile @Nullable StructType struct;

  LazyStruct(SchemaFile.Block block, Definitions definitions) {
    this.block = block;
    this.definitions = definitions;
  }

  @Override
  public StructType get() {
    StructType known = struct;
    return known != null ? known : read();
  }

  private synchronized StructType read() {
    StructType known = struct;
    if (known == null) {
      known = StructReader.read(block, definitions);
      struct = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return block.definition();
  }
}
