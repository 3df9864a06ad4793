package io.binnacle.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.manual.Manual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for all checks: their ids, what explains what, and their pages in the manual.
class ChecksTest {
  private static final Path PAGES = Path.of("..", "docs", "manual", "checks");
  private static final int SHORT = 120;
  private static final int WIDE = 140;

  static Stream<String> ids() {
    return Checks.ALL.stream().map(Check::id).distinct();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void anIdIsKebabCase(String id) {
    assertTrue(id.matches("[a-z]+(-[a-z]+)+|[a-z]+"), id);
  }

  @Test
  void anIdIsSharedOnlyByChecksOfDifferentSubjects() {
    Map<String, Integer> known = new HashMap<>();
    for (Check check : Checks.ALL) {
      String subject =
          switch (check) {
            case Check.OfService _ -> "Service";
            case Check.OfWorkload _ -> "workload";
            case Check.OfCluster _ -> "cluster";
          };
      known.merge(check.id() + " of a " + subject, 1, Integer::sum);
    }
    known.values().removeIf(count -> count == 1);
    assertEquals(Map.of(), known);
  }

  @Test
  void aCheckLooksAtSubjectsOfOneKind() {
    for (Check check : Checks.ALL) {
      long kinds =
          Stream.of(Check.OfService.class, Check.OfWorkload.class, Check.OfCluster.class)
              .filter(kind -> kind.isInstance(check))
              .count();
      assertEquals(1, kinds, check.id());
    }
  }

  @Test
  void whatExplainsACheckExists() {
    Set<String> unknown = new TreeSet<>();
    Checks.ALL.forEach(check -> unknown.addAll(check.after()));
    ids().forEach(unknown::remove);
    assertEquals(Set.of(), unknown);
  }

  @Test
  void noCheckIsExplainedByItself() {
    Map<String, Set<String>> after = new HashMap<>();
    Checks.ALL.forEach(
        check -> after.computeIfAbsent(check.id(), _ -> new HashSet<>()).addAll(check.after()));
    for (String id : after.keySet()) {
      Set<String> reached = new HashSet<>();
      List<String> open = new ArrayList<>(after.getOrDefault(id, Set.of()));
      while (!open.isEmpty()) {
        String next = open.removeLast();
        if (reached.add(next)) {
          open.addAll(after.getOrDefault(next, Set.of()));
        }
      }
      assertTrue(!reached.contains(id), id);
    }
  }

  @Test
  void everyCheckHasAPageAndEveryPageACheck() throws IOException {
    Set<String> pages = new TreeSet<>();
    try (Stream<Path> files = Files.list(PAGES)) {
      files.forEach(file -> pages.add(file.getFileName().toString().replaceFirst("\\.md$", "")));
    }
    assertEquals(new TreeSet<>(ids().toList()), pages);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void aPageBeginsWithItsIdAndAShortSentence(String id) {
    String page = Manual.page(id);
    assertEquals("# " + id, page == null ? "none" : page.lines().findFirst().orElse(""));
    String summary = page == null ? "" : Manual.summary(page);
    assertTrue(summary.endsWith(".") && summary.length() <= SHORT, summary);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void noLineOfAPageIsTooWide(String id) {
    String page = Manual.page(id);
    assertEquals(
        List.of(),
        page == null ? List.of() : page.lines().filter(line -> line.length() > WIDE).toList());
  }
}
