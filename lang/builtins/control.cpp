// Order of evaluation, failing, narrating; and the constants.
#include <cctype>

#include "lang/builtins/support.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

V throw_(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string message = e.coerce_to_string(a[0], pos, context, {},
                                           "while evaluating the error message passed to builtin.throw");
  e.error(Code::Thrown, pos, "{}", message);
}

// From its first name on the whole path of an attribute as it is written: programs.git."x.y".
Span written_path(Evaluator& e, Pos pos) {
  Span span = e.token_span(pos);
  const SourceFile* file = e.sources().find(pos);
  if (!file || span.end <= span.begin) return span;
  const std::string_view text = file->view().substr(span.end - file->begin);
  std::size_t end = 0;
  bool quoted = false;
  for (; end < text.size() && end < 200; ++end) {
    const char c = text[end];
    if (c == '"') quoted = !quoted;
    const bool in_name = std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '\'' ||
                         c == '.' || c == '"';
    if (quoted ? c == '\n' : !in_name) break;
  }
  if (end > 0 && text[0] == '.' && text[end - 1] != '.') span.end += static_cast<Pos>(end);
  return span;
}

// hmThrowAt name definitions message: a throw whose diagnostic points at attribute `name` of the sets in which the
// definitions `[ { within; } ]` were written. What a module system knows of where the user's mistake stands.
V throw_at(Evaluator& e, V* a, Pos pos) {
  const Symbol name = e.symbols().intern(
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.hmThrowAt"));
  const ListObj* definitions =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.hmThrowAt");
  ContextSet context;
  const std::string message = e.coerce_to_string(a[2], pos, context, {},
                                                 "while evaluating the error message passed to builtins.hmThrowAt");
  Error error = fail(Code::OptionDefinition, "{}", message);
  for (std::uint32_t i = 0; i < definitions->size; ++i) {
    V& definition = builtin::slots(definitions)[i];
    e.force_attrs(definition, pos, "while evaluating a definition passed to builtins.hmThrowAt");
    V& within = builtin::attribute(e, definition, "within", pos, "");
    e.force_attrs(within, pos, "while evaluating a definition passed to builtins.hmThrowAt");
    const Pos place = e.position_of(within, name);
    if (place != kNoPos) error.at(written_path(e, place), i == 0 ? "defined here" : "and here");
  }
  if (error.diagnostic().labels.empty()) error.at(e.token_span(pos));
  e.throw_error(std::move(error));
}

V abort_(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string message = e.coerce_to_string(a[0], pos, context, {},
                                           "while evaluating the error message passed to builtins.abort");
  e.error(Code::Abort, pos, "evaluation aborted with the following error message: '{}'", message);
}

V add_error_context(Evaluator& e, V* a, Pos pos) {
  return e.with_explanation(
      pos,
      [&] {
        ContextSet context;
        return e.coerce_to_string(a[0], pos, context, {.more = false, .copy_to_store = false},
                                  "while evaluating the error message passed to builtins.addErrorContext");
      },
      [&] { return e.force(a[1]); });
}

V seq(Evaluator& e, V* a, Pos) {
  e.force(a[0]);
  return e.force(a[1]);
}

V deep_seq(Evaluator& e, V* a, Pos) {
  e.force_deep(a[0]);
  return e.force(a[1]);
}

V break_(Evaluator& e, V* a, Pos) {
  return e.force(a[0]);
}

V second(Evaluator& e, V* a, Pos) {
  return e.force(a[1]);
}

V try_eval(Evaluator& e, V* a, Pos) {
  const bool success = e.try_force(a[0]);
  AttrsBuilder result(e, 2);
  result.add("success", boolean(success));
  result.add("value", success ? a[0] : kFalse);
  return result.finish();
}

V trace(Evaluator& e, V* a, Pos) {
  V message = e.force(a[0]);
  e.host().narrate("trace: " + (Evaluator::is_string(message)
                                    ? std::string(Evaluator::string_view_of(message))
                                    : print_value(e, message, {})));
  return e.force(a[1]);
}

V warn(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string_view message = e.force_string(
      a[0], pos, "while evaluating the first argument; the message passed to builtins.warn", context);
  e.host().narrate("evaluation warning: " + std::string(message));
  if (e.options().abort_on_warning) {
    e.error(Code::Abort, pos, "aborting to reveal stack trace of warning, as abort-on-warn is set");
  }
  return e.force(a[1]);
}

V get_env(Evaluator& e, V* a, Pos pos) {
  std::string name(
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.getEnv"));
  if (e.options().pure) return kEmptyString;
  return e.make_string(e.host().environment(name).value_or(""));
}

V true_(Evaluator&, V*, Pos) {
  return kTrue;
}
V false_(Evaluator&, V*, Pos) {
  return kFalse;
}
V null_(Evaluator&, V*, Pos) {
  return kNull;
}
// The version of the reference whose behaviour this is; libraries ask for it.
V nix_version(Evaluator& e, V*, Pos) {
  return e.make_string("2.34.0");
}
V lang_version(Evaluator& e, V*, Pos) {
  return e.make_int(6);
}
V store_dir(Evaluator& e, V*, Pos) {
  return e.make_string(e.host().store_dir());
}
V nix_path(Evaluator& e, V*, Pos) {
  return e.search_path_value();
}

V current_system(Evaluator& e, V*, Pos) {
  return e.make_string(e.host().current_system());
}

V current_time(Evaluator& e, V*, Pos) {
  return e.make_int(e.host().current_time());
}

}  // namespace

void add_control_builtins(Registry& registry) {
  const Builtin table[] = {
      {"true", 0, 1, true, true_, "true", "The Boolean true."},
      {"false", 0, 1, true, false_, "false", "The Boolean false."},
      {"null", 0, 1, true, null_, "null", "The value null."},
      {"nixVersion", 0, 0, false, nix_version, "nixVersion",
       "The version of Nix whose language this is, as a string."},
      {"langVersion", 0, 0, false, lang_version, "langVersion", "The version of the language, an integer."},
      {"storeDir", 0, 0, false, store_dir, "storeDir", "The store's directory, as a string."},
      {"nixPath", 0, 0, false, nix_path, "nixPath", "The search path: a list of { prefix, path }."},
      {"currentSystem", 0, 0, false, current_system, "currentSystem",
       "The kind of machine, such as \"x86_64-linux\". Not there in pure evaluation.", true},
      {"currentTime", 0, 0, false, current_time, "currentTime",
       "Seconds since 1970 at the start of the evaluation. Not there in pure evaluation.", true},
      {"throw", 1, 0, true, throw_, "throw message", "Fails with the message; tryEval can catch it."},
      {"hmThrowAt", 3, 0, false, throw_at, "hmThrowAt name definitions message",
       "Fails like throw; the diagnostic points at the attribute `name` of each definition's set `within`. hm's own."},
      {"abort", 1, 0, true, abort_, "abort message",
       "Ends the evaluation with the message; nothing catches it."},
      {"addErrorContext", 2, 0, false, add_error_context, "addErrorContext message value",
       "The value; where its evaluation fails, the message becomes part of the trace."},
      {"seq", 2, 3, false, seq, "seq x y", "y, after x was evaluated (not what is inside it)."},
      {"deepSeq", 2, 0, false, deep_seq, "deepSeq x y",
       "y, after x and all that is inside it was evaluated."},
      {"tryEval", 1, 0, false, try_eval, "tryEval value",
       "{ success, value }: false where evaluating the value ran into a throw or a failed assert."},
      {"trace", 2, 1, false, trace, "trace message value", "The value; prints the message on stderr first."},
      {"traceVerbose", 2, 0, false, second, "traceVerbose message value",
       "The value. The message is printed only by tools that ask for it."},
      {"warn", 2, 1, false, warn, "warn message value",
       "The value; prints the message, a string, as a warning."},
      {"break", 1, 0, true, break_, "break value", "The value; a place where a debugger would stop."},
      {"getEnv", 1, 1, false, get_env, "getEnv name",
       "The environment variable, \"\" where it is not set or evaluation is pure."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
