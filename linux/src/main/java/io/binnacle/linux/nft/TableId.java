package io.binnacle.linux.nft;

/// Which table: family and name, as in `table ip binnacle`.
public record TableId(Family family, String name) {
  public TableId {
    Names.check("table", name);
  }

  @Override
  public String toString() {
    return family + " " + name;
  }
}
