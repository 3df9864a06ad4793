package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.server.api.RequestInfo.PathRequest;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Upstream's table of paths (`requestinfo_test.go`), and ours.
class RequestInfoTest {
  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource(
      textBlock =
          """
          GET,    /api/v1/pods,                                  'list pods.v1'
          GET,    /api/v1/pods/,                                 'list pods.v1'
          HEAD,   /api/v1/pods,                                  'list pods.v1'
          GET,    /api/v1/pods?watch=true,                       'watch pods.v1'
          GET,    /api/v1/pods?watch=1,                          'watch pods.v1'
          GET,    /api/v1/pods?watch,                            'watch pods.v1'
          GET,    /api/v1/pods?watch=false,                      'list pods.v1'
          GET,    /api/v1/pods?watch=0,                          'list pods.v1'
          GET,    /api/v1/namespaces/n/pods,                     'list pods.v1 in n'
          GET,    /api/v1/namespaces/n/pods/p,                   'get pods.v1 p in n'
          GET,    /api/v1/namespaces/n/pods/p?watch=true,        'get pods.v1 p in n'
          HEAD,   /api/v1/namespaces/n/pods/p,                   'get pods.v1 p in n'
          GET,    /api/v1/namespaces/n/pods/p/status,            'get pods.v1 p/status in n'
          GET,    /api/v1/namespaces/n/services/s/proxy/a/b/c,   'get services.v1 s/proxy in n then a/b/c'
          POST,   /api/v1/namespaces/n/pods,                     'create pods.v1 in n'
          POST,   /api/v1/namespaces/n/pods/p/binding,           'create pods.v1 p/binding in n'
          PUT,    /api/v1/namespaces/n/pods/p,                   'update pods.v1 p in n'
          PATCH,  /api/v1/namespaces/n/pods/p,                   'patch pods.v1 p in n'
          DELETE, /api/v1/namespaces/n/pods/p,                   'delete pods.v1 p in n'
          DELETE, /api/v1/namespaces/n/pods,                     'deletecollection pods.v1 in n'
          OPTIONS,/api/v1/namespaces/n/pods/p,                   ' pods.v1 p in n'
          GET,    /api/v1/namespaces,                            'list namespaces.v1'
          GET,    /api/v1/namespaces/n,                          'get namespaces.v1 n in n'
          PUT,    /api/v1/namespaces/n/status,                   'update namespaces.v1 n/status in n'
          PUT,    /api/v1/namespaces/n/finalize,                 'update namespaces.v1 n/finalize in n'
          GET,    /api/v1/nodes/x,                               'get nodes.v1 x'
          GET,    /apis/apps/v1/namespaces/n/deployments/d/scale, 'get deployments.v1.apps d/scale in n'
          GET,    /apis/apps/v1/deployments,                     'list deployments.v1.apps'
          GET,    /api/v1/watch/pods,                            'watch pods.v1'
          GET,    /api/v1/watch/namespaces/n/pods/p,             'watch pods.v1 p in n'
          GET,    /api/v1/watch,                                 'list watch.v1'
          GET,    /,                                             'path get /'
          GET,    /api,                                          'path get /api'
          GET,    /api/v1,                                       'path get /api/v1'
          GET,    /apis/apps,                                    'path get /apis/apps'
          GET,    /apis/apps/v1,                                 'path get /apis/apps/v1'
          POST,   /healthz,                                      'path post /healthz'
          GET,    /other/v1/pods/p,                              'path get /other/v1/pods/p'
          GET,    /api/v1/namespaces//pods,                      'path get /api/v1/namespaces//pods'
          GET,    //api/v1/pods,                                 'path get //api/v1/pods'
          """)
  void means(String method, String line, String meaning) {
    int mark = line.indexOf('?');
    String path = mark < 0 ? line : line.substring(0, mark);
    String query = mark < 0 ? "" : line.substring(mark + 1);
    int eq = query.indexOf('=');
    Map<String, List<String>> params =
        query.isEmpty()
            ? Map.of()
            : Map.of(
                eq < 0 ? query : query.substring(0, eq),
                List.of(eq < 0 ? "" : query.substring(eq + 1)));
    assertEquals(meaning, told(RequestInfo.of(method, path, params)));
  }

  private static String told(RequestInfo info) {
    return switch (info) {
      case PathRequest p -> "path " + p.verb() + " " + p.path();
      case ResourceRequest r ->
          r.verb()
              + " "
              + r.resource()
              + (r.name().isEmpty() ? "" : " " + r.name())
              + (r.subresource().isEmpty() ? "" : "/" + r.subresource())
              + (r.namespace().isEmpty() ? "" : " in " + r.namespace())
              + (r.rest().isEmpty() ? "" : " then " + r.rest());
    };
  }
}
