package io.binnacle.linux.nft;

import java.util.List;

/// A command as text, short enough for an error message.
final class Brief {
  private static final int MOST = 400;

  /// @param element which of its elements it is about; −1 when that is not known
  static String of(Command command, int element) {
    String text =
        NftText.render(
                switch (command) {
                  case Command.AddElements(NftSet set, var all) ->
                      new Command.AddElements(set, some(all, element));
                  case Command.DeleteElements(NftSet set, var all) ->
                      new Command.DeleteElements(set, some(all, element));
                  case Command.DestroyElements(NftSet set, var all) ->
                      new Command.DestroyElements(set, some(all, element));
                  default -> command;
                })
            .strip()
            .replaceAll("\\s+", " "); // one line: logs and `kubectl get events` show no more
    return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
  }

  private static List<Element> some(List<Element> all, int element) {
    return element >= 0 && element < all.size()
        ? List.of(all.get(element))
        : all.subList(0, Math.min(3, all.size()));
  }

  private Brief() {}
}
