package io.binnacle.node.env;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Works out the environment, command and arguments of one container.
///
/// Later sources win: Service variables, then `envFrom` in order, then `env` in order. `$(NAME)` in a value is replaced by a
/// variable defined before it, `$$` stands for one `$`, and what is not defined stays as it is written.
public final class ContainerEnvironment {
  private final Obj pod;
  private final Obj container;
  private final PodFacts facts;
  private final ConfigSource source;
  private final Map<String, String> links;
  private final Map<String, String> own = new LinkedHashMap<>();
  private final Map<String, Obj> configMaps = new HashMap<>();
  private final Map<String, Obj> secrets = new HashMap<>();
  private final List<Notice> notices = new ArrayList<>();

  private ContainerEnvironment(
      Obj pod, Obj container, PodFacts facts, Map<String, String> links, ConfigSource source) {
    this.pod = pod;
    this.container = container;
    this.facts = facts;
    this.links = links;
    this.source = source;
  }

  /// @param pod the Pod, whole
  /// @param container one entry of its `containers`, `initContainers` or `ephemeralContainers`
  /// @param services the Services of the Pod's namespace and `default/kubernetes`; others are passed over
  public static Environment resolve(
      Obj pod, Obj container, PodFacts facts, List<Obj> services, ConfigSource source) {
    Map<String, String> links =
        ServiceVariables.of(
            services.stream().map(ServiceView::of).toList(),
            Meta.namespace(pod),
            pod.obj("spec").bool("enableServiceLinks", true));
    try {
      return new ContainerEnvironment(pod, container, facts, links, source).resolve();
    } catch (Missing e) {
      return new Environment.Unresolved(e.message);
    } catch (ApiException e) {
      return new Environment.Unresolved(e.status().message());
    }
  }

  /// `text` with its variables, as in `subPathExpr`.
  public static String expand(String text, Map<String, String> variables) {
    return Expansion.expand(text, variables::get);
  }

  /// The first variable `text` refers to that is not defined, null if all are.
  public static @Nullable String undefinedIn(String text, Map<String, String> variables) {
    List<String> missing = new ArrayList<>();
    Expansion.expand(
        text,
        name -> {
          if (!variables.containsKey(name)) {
            missing.add(name);
          }
          return "";
        });
    return missing.isEmpty() ? null : missing.getFirst();
  }

  private Environment resolve() throws Missing {
    for (Obj from : container.arr("envFrom").objects()) {
      addAll(from);
    }
    for (Obj variable : container.arr("env").objects()) {
      String value = value(variable);
      if (value != null) {
        own.put(variable.str("name"), value);
      }
    }
    Map<String, String> all = new LinkedHashMap<>(own);
    links.forEach(all::putIfAbsent);
    return new Environment.Resolved(all, expanded("command", all), expanded("args", all), notices);
  }

  private List<String> expanded(String field, Map<String, String> variables) {
    return container.arr(field).strings().stream()
        .map(text -> Expansion.expand(text, variables::get))
        .toList();
  }

  private void addAll(Obj from) throws Missing {
    boolean secret = from.get("secretRef") instanceof Obj;
    Obj reference = from.obj(secret ? "secretRef" : "configMapRef");
    Obj object = object(reference, secret);
    if (object == null) {
      return;
    }
    List<String> invalid = new ArrayList<>();
    Obj data = object.obj("data");
    for (Map.Entry<String, String> entry : data.stringMap().entrySet()) {
      String name = from.str("prefix") + entry.getKey();
      if (Names.isRelaxedEnvVarName(name).isEmpty()) {
        own.put(name, secret ? decoded(entry.getValue()) : entry.getValue());
      } else {
        invalid.add(name);
      }
    }
    if (!invalid.isEmpty()) {
      notices.add(
          new Notice(
              "InvalidEnvironmentVariableNames",
              "Keys ["
                  + String.join(", ", invalid)
                  + "] from the EnvFrom "
                  + (secret ? "secret " : "configMap ")
                  + Meta.namespace(pod)
                  + "/"
                  + reference.str("name")
                  + " were skipped since they are considered invalid environment variable names."));
    }
  }

  /// The value of one entry of `env`; null if it is to be left out.
  private @Nullable String value(Obj variable) throws Missing {
    String text = variable.str("value");
    if (!text.isEmpty()) {
      return Expansion.expand(
          text, name -> own.containsKey(name) ? own.get(name) : links.get(name));
    }
    Obj from = variable.obj("valueFrom");
    if (from.get("fieldRef") instanceof Obj field) {
      String path = field.str("fieldPath");
      String value = PodFields.value(pod, path, facts);
      if (value == null) {
        throw new Missing("unsupported fieldPath: " + path);
      }
      return value;
    }
    if (from.get("resourceFieldRef") instanceof Obj resource) {
      return switch (ContainerResources.value(pod, container, resource, facts)) {
        case ContainerResources.Known known -> known.value();
        case ContainerResources.Unknown unknown -> throw new Missing(unknown.message());
      };
    }
    if (from.get("configMapKeyRef") instanceof Obj key) {
      return keyed(key, false);
    }
    if (from.get("secretKeyRef") instanceof Obj key) {
      return keyed(key, true);
    }
    return text;
  }

  private @Nullable String keyed(Obj reference, boolean secret) throws Missing {
    Obj object = object(reference, secret);
    if (object == null) {
      return null;
    }
    String key = reference.str("key");
    String value = object.obj("data").strOrNull(key);
    if (value == null) {
      if (reference.bool("optional", false)) {
        return null;
      }
      throw new Missing(
          "couldn't find key "
              + key
              + " in "
              + (secret ? "Secret " : "ConfigMap ")
              + Meta.namespace(pod)
              + "/"
              + reference.str("name"));
    }
    return secret ? decoded(value) : value;
  }

  /// The object a reference names, looked up once; null if it is optional and absent.
  private @Nullable Obj object(Obj reference, boolean secret) throws Missing {
    String name = reference.str("name");
    Map<String, Obj> known = secret ? secrets : configMaps;
    Obj before = known.get(name);
    if (before != null) {
      return before;
    }
    String namespace = Meta.namespace(pod);
    Obj found = secret ? source.secret(namespace, name) : source.configMap(namespace, name);
    if (found != null) {
      known.put(name, found);
      return found;
    }
    if (reference.bool("optional", false)) {
      return null;
    }
    throw new Missing((secret ? "secret" : "configmap") + " \"" + name + "\" not found");
  }

  private static String decoded(String base64) {
    return new String(Base64.decode(base64), StandardCharsets.UTF_8);
  }

  /// Ends the work where something is missing.
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;
    final String message;

    Missing(String message) {
      super(message, null, false, false);
      this.message = message;
    }
  }
}
