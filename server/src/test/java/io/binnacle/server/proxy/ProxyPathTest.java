package io.binnacle.server.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pure parts: names, the way there, the way back.
class ProxyPathTest {
  private static final String PREFIX = "/api/v1/namespaces/default/pods/web/proxy";

  @ParameterizedTest
  @CsvSource({
    "web, false, web, ''",
    "web:80, false, web, 80",
    "web:http, false, web, http",
    "http:web:80, false, web, 80",
    "https:web:443, true, web, 443",
    "https:web:, true, web, ''",
    ":web:80, false, web, 80"
  })
  void readsNames(String text, boolean https, String name, String port) {
    assertEquals(new ProxyName(https, name, port), ProxyName.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", "ftp:web:80", "http::80", "a:b:c:d"})
  void refusesNames(String text) {
    assertNull(ProxyName.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', ''",
    "'?a=b', '', '?a=b'",
    "/, /, ''",
    "/a//b%2Fc?x=%20, /a//b%2Fc, ?x=%20",
    "/results/x@y?z, /results/x@y, ?z"
  })
  void splitsTargets(String tail, String path, String query) {
    assertEquals(new ProxyPath(PREFIX, path, query), ProxyPath.of(PREFIX + tail));
    assertEquals(
        new ProxyPath(PREFIX, path, query), ProxyPath.of("https://127.0.0.1:6443" + PREFIX + tail));
  }

  @ParameterizedTest
  @CsvSource({
    "/x, PREFIX/x",
    "/, PREFIX/",
    "/x?a=b#c, PREFIX/x?a=b#c",
    "x, x",
    "'', ''",
    "'#top', '#top'",
    "http://10.0.0.1:80/x, PREFIX/x",
    "https://api:6443/x, PREFIX/x",
    "http://example.com/x, http://example.com/x",
    "//example.com/x, //example.com/x",
    "mailto:a@b, mailto:a@b",
    "PREFIX/x, PREFIX/x",
    "'/a b', '/a b'"
  })
  void leadsLinksBack(String link, String rewritten) {
    assertEquals(
        rewritten.replace("PREFIX", PREFIX),
        new ProxyPath(PREFIX, "/", "")
            .rewritten(link.replace("PREFIX", PREFIX), "10.0.0.1:80", "api:6443"));
  }

  record Page(String what, String in, String out) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Page> pages() {
    return Stream.of(
        new Page("a link", "<a href=\"/x\">t</a>", "<a href=\"!/x\">t</a>"),
        new Page("single quotes, blanks, capitals", "<A  HREF = '/x' >", "<A  HREF = '!/x' >"),
        new Page("no quotes", "<img src=/x>", "<img src=!/x>"),
        new Page(
            "several attributes",
            "<img alt=\"a>b\" src='/1' longdesc='/2'/>",
            "<img alt=\"a>b\" src='!/1' longdesc='!/2'/>"),
        new Page(
            "an attribute without a value",
            "<input disabled src=\"/x\">",
            "<input disabled src=\"!/x\">"),
        new Page(
            "attributes that are no links stay",
            "<a title=\"/x\" data-href='/y'>",
            "<a title=\"/x\" data-href='/y'>"),
        new Page("elements without links stay", "<p href=\"/x\">", "<p href=\"/x\">"),
        new Page(
            "comments stay",
            "<!-- <a href='/x'> > -- --><a href='/y'>",
            "<!-- <a href='/x'> > -- --><a href='!/y'>"),
        new Page("an empty comment", "<!----><a href='/y'>", "<!----><a href='!/y'>"),
        new Page(
            "scripts stay, their source does not",
            "<script src=/s>if(a<b)'<a href=\"/n\">'</script><a href='/y'>",
            "<script src=!/s>if(a<b)'<a href=\"/n\">'</script><a href='!/y'>"),
        new Page("a less-than sign in text", "1 < 2 <<a href='/x'> <", "1 < 2 <<a href='!/x'> <"),
        new Page(
            "a doctype",
            "<!DOCTYPE html><link href=/x rel=y>",
            "<!DOCTYPE html><link href=!/x rel=y>"),
        new Page("a tag cut short", "x<a href=\"/x", "x<a href=\"/x"),
        new Page(
            "other octets stay",
            "\u00e9\u0000<a href=\"/\u00e9\">\u00ff",
            "\u00e9\u0000<a href=\"!/\u00e9\">\u00ff"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void changesLinks(Page page) throws IOException {
    assertEquals(
        page.out, copied(new ByteArrayInputStream(page.in.getBytes(StandardCharsets.ISO_8859_1))));
    assertEquals(page.out, copied(oneByOne(page.in)), "octet by octet");
  }

  @Test
  void aTagWithoutAnEndIsNotKept() throws IOException {
    String long1 = "<a href='" + "x".repeat(3 * HtmlLinks.TAG) + "'><a href='/y'>";
    String out = copied(new ByteArrayInputStream(long1.getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(long1.length(), out.replace("!", "").length());
  }

  private static String copied(InputStream in) throws IOException {
    StringBuilder out = new StringBuilder();
    new HtmlLinks(l -> "!" + l, out::append).copy(in);
    return out.toString();
  }

  private static InputStream oneByOne(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
      @Override
      public int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, 1));
      }
    };
  }
}
