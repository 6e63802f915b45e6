#include "activate/cli/evaluation.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "activate/cli/build.hpp"
#include "lang/base/suggest.hpp"

namespace hm {

namespace {

// "name=path" or "path"; a colon ends an entry, except in a URL ("nixpkgs=https://…").
std::vector<std::string> split_search_path(std::string_view text) {
  std::vector<std::string> entries;
  std::size_t from = 0;
  while (from < text.size()) {
    std::size_t end = from;
    while (end < text.size() && !(text[end] == ':' && text.substr(end, 3) != "://")) ++end;
    if (end > from) entries.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return entries;
}

SearchPathEntry search_path_entry(std::string_view text, const std::string& base) {
  auto equal = text.find('=');
  std::string prefix(equal == std::string_view::npos ? "" : text.substr(0, equal));
  std::string_view path = equal == std::string_view::npos ? text : text.substr(equal + 1);
  if (path.find("://") != std::string_view::npos) return {prefix, std::string(path)};
  return {prefix, absolute_path(path, base)};
}

std::vector<SearchPathEntry> search_path(const EvaluationOptions& options) {
  std::string base = current_directory();
  std::vector<SearchPathEntry> result;
  for (const auto& text : options.include) result.push_back(search_path_entry(text, base));
  if (auto variable = environment("NIX_PATH")) {
    for (const auto& text : split_search_path(*variable)) result.push_back(search_path_entry(text, base));
  }
  return result;
}

// What nobody named is found inside the program.
void add_embedded(std::vector<SearchPathEntry>& path) {
  const std::string modules = std::string(kEmbeddedPrefix) + "/modules";
  path.push_back({"nixpkgs/lib", modules + "/lib"});
  path.push_back({"nixpkgs", modules + "/pkgs"});
  path.push_back({"home-manager", modules});
  path.push_back({"hm", modules});
}

// "pipe-operators parse-toml-timestamps"
bool has_feature(const EvaluationOptions& options, std::string_view feature) {
  return std::any_of(options.features.begin(), options.features.end(), [&](const std::string& names) {
    return names.find(feature) != std::string::npos;
  });
}

Result<Lint> parse_lint(const std::string& name, const std::string& text) {
  if (text.empty() || text == "ignore") return Lint::Ignore;
  if (text == "warn") return Lint::Warn;
  if (text == "fatal") return Lint::Fatal;
  return fail(Code::Usage, "'{}' is not a way of treating what {} finds", text, name).hint("ignore, warn or fatal");
}

// "512M", "2G", "1000000"
Result<std::size_t> parse_size(const std::string& text) {
  std::size_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  int shift = unit.empty() ? 0 : unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : -1;
  if (error != std::errc() || shift < 0 || number > (~std::size_t{0} >> shift)) {
    return fail(Code::Usage, "'{}' is not a size", text).hint("write a number of bytes, or one with K, M or G");
  }
  return number << shift;
}

}  // namespace

void declare_evaluation(Arguments& a, EvaluationOptions& o) {
  a.option("--arg", "NAME EXPR", &o.arg, "give the function in the file an argument: an expression");
  a.option("--argstr", "NAME STRING", &o.argstr, "give the function in the file an argument: a string");
  a.option("-I,--include", "PATH", &o.include, "look for <name> here first (PATH or name=PATH)");
  a.option("--extra-experimental-features", "NAME", &o.features, "allow pipe-operators, parse-toml-timestamps");
  a.option("--experimental-features", "NAME", &o.features, "the same");
  a.option("--max-call-depth", "N", &o.max_call_depth, "nested calls before evaluation gives up (10000)");
  a.option("--max-heap", "SIZE", &o.max_heap, "memory before evaluation gives up (half of the machine's, 3.2G at most)");
  a.option("--max-steps", "N", &o.max_steps, "steps before evaluation gives up (0: never)");
  a.option("--lint-short-path-literals", "HOW", &o.lint_short_paths, "paths without a dot in front: ignore, warn, fatal");
  a.option("--lint-absolute-path-literals", "HOW", &o.lint_absolute_paths, "paths from / or ~: ignore, warn, fatal");
  a.option("--lint-url-literals", "HOW", &o.lint_urls, "URLs without quotes: ignore, warn, fatal");
  a.option("--option", "NAME VALUE", &o.settings,
           "a setting of the reference: abort-on-warn true; others have no effect");
  a.flag("--impure", o.ignored_flag, "accepted for scripts of the reference; has no effect");
  a.flag("--no-eval-cache", o.no_cache, "neither read nor write what earlier evaluations left in the cache");
  a.flag("--stats", o.stats, "write counters of the evaluation to stderr, as JSON");
}

Result<Lints> lints_of(const EvaluationOptions& options) {
  Lints lints;
  HM_TRY(lints.short_paths, parse_lint("--lint-short-path-literals", options.lint_short_paths));
  HM_TRY(lints.absolute_paths, parse_lint("--lint-absolute-path-literals", options.lint_absolute_paths));
  HM_TRY(lints.urls, parse_lint("--lint-url-literals", options.lint_urls));
  return lints;
}

std::string store_directory(const Places& places) {
  if (auto named = environment("HM_STORE_DIR")) return absolute_path(*named, current_directory());
  return places.default_store();
}

Result<std::unique_ptr<Evaluation>> Evaluation::open(Program& program, const EvaluationOptions& options,
                                                     std::string store_dir, Store* store,
                                                     std::string_view subject) {
  EvaluatorOptions settings;
  settings.max_call_depth = static_cast<std::uint32_t>(std::min<std::uint64_t>(options.max_call_depth, 0xffff'ffff));
  settings.max_steps = options.max_steps;
  settings.home_dir = program.places.home;
  settings.search_path = search_path(options);
  add_embedded(settings.builtin_search_path);
  settings.allow_import_from_derivation = true;
  if (!options.max_heap.empty()) {
    HM_TRY(settings.max_heap, parse_size(options.max_heap));
  }
  settings.pipe_operators = has_feature(options, "pipe-operator");
  settings.toml_timestamps = has_feature(options, "parse-toml-timestamps");
  HM_TRY(settings.lints, lints_of(options));
  for (const auto& [name, value] : options.settings) {
    if (name == "abort-on-warn") settings.abort_on_warning = value == "true";
  }
  RealHost::Settings world;
  world.store_dir = std::move(store_dir);
  world.store = store;
  world.cache_dir = program.places.cache();
  world.observations = options.observations;
  world.warn = [&program](const Diagnostic& warning) { program.report(warning); };
  world.modules_dir = program.modules_dir.empty() ? "" : absolute_path(program.modules_dir, current_directory());

  std::unique_ptr<Evaluation> evaluation(new Evaluation);
  evaluation->program_ = &program;
  evaluation->store_ = store;
  evaluation->host_ = std::make_unique<RealHost>(std::move(world));
  evaluation->evaluator_ =
      std::make_unique<Evaluator>(program.symbols, program.sources, *evaluation->host_, std::move(settings));
  if (!subject.empty() && !options.no_cache) evaluation->share_trees(subject);
  HM_CHECK(evaluation->read_arguments(options));
  return evaluation;
}

Result<std::unique_ptr<Evaluation>> Evaluation::open_writing(Program& program, const EvaluationOptions& options) {
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  HM_TRY(auto evaluation, open(program, options, store->dir(), store.get()));
  evaluation->own_store_ = std::move(store);
  return evaluation;
}

Evaluation::~Evaluation() {
  if (trees_) trees_->save(*evaluator_);
}

void Evaluation::share_trees(std::string_view subject) {
  const EvaluatorOptions& options = evaluator_->options();
  // What the tree of a text depends on, beside the text and the program.
  const Lints& lints = options.lints;
  const std::string key = fmt::format("{}\n{}\n{}\n{}\n{} {} {} {}", subject, host_->store_dir(), options.home_dir,
                                      host_->modules_dir(), options.pipe_operators, static_cast<int>(lints.short_paths),
                                      static_cast<int>(lints.absolute_paths), static_cast<int>(lints.urls));
  program_->sources.set_reader([modules = host_->modules_dir()](const std::string& name) -> std::optional<std::string> {
    RealHost::Settings settings;
    settings.modules_dir = modules;
    auto text = RealHost(settings).read_file(name);
    if (!text) return std::nullopt;
    return std::move(text).value();
  });
  trees_.emplace(program_->places.cache() + "/trees", key);
  trees_->load(*evaluator_);
}

Status Evaluation::read_arguments(const EvaluationOptions& options) {
  AttrsBuilder builder(*evaluator_);
  for (const auto& [name, expression] : options.arg) {
    HM_TRY(V value, evaluator_->evaluate_text(expression, "«string»", current_directory()));
    builder.add(name, value);
  }
  for (const auto& [name, text] : options.argstr) builder.add(name, evaluator_->make_string(text));
  arguments_ = builder.finish();
  return {};
}

Result<V> Evaluation::file(const std::string& path) {
  return evaluator_->evaluate_file(absolute_path(path, current_directory()));
}

Result<V> Evaluation::text(std::string text, std::string label) {
  return evaluator_->evaluate_text(std::move(text), std::move(label), current_directory());
}

V Evaluation::call_with_arguments(V value) {
  Evaluator& e = *evaluator_;
  if (Evaluator::is_attrs(value)) {
    V* functor = e.find(value, "__functor");
    if (!functor) return value;
    V called = e.apply(*functor, value, kNoPos);
    return call_with_arguments(called);
  }
  if (!Evaluator::is_function(value)) return value;
  const auto* function = pointer<FunctionObj>(value);
  if (function->kind != FunctionObj::Lambda) return value;
  const auto* lambda = ast::Ref<ast::LambdaNode>{function->code}.get();
  if (!(lambda->flags & ast::LambdaNode::kHasFormals)) return value;

  AttrsBuilder served(e);
  bool all = (lambda->flags & ast::LambdaNode::kEllipsis) != 0;
  for (std::uint32_t i = 0; i < lambda->formal_count; ++i) {
    const ast::Formal& formal = lambda->formals[i];
    if (V* given = e.find(arguments_, formal.name)) {
      if (!all) served.add(formal.name, *given);
    } else if (!formal.fallback) {
      e.error(Code::MissingArgument, formal.pos,
              "cannot evaluate a function that has an argument without a value ('{}')\n"
              "Nix attempted to evaluate a function as a top level expression; in\n"
              "this case it must have its arguments supplied either by default\n"
              "values, or passed explicitly with '--arg' or '--argstr'. See\n"
              "https://nix.dev/manual/nix/stable/language/syntax.html#functions.",
              e.symbols().text(formal.name));
    }
  }
  V argument = all ? arguments_ : served.finish();
  return e.apply(value, argument, kNoPos);
}

V Evaluation::select_path(V value, std::string_view attribute_path) {
  Evaluator& e = *evaluator_;
  auto parts = split_attribute_path(attribute_path);
  if (!parts) throw EvalError(std::move(parts).error());
  for (const std::string& name : *parts) {
    value = call_with_arguments(value);
    std::uint64_t index = 0;
    auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), index);
    bool is_index = problem == std::errc() && end == name.data() + name.size() && !name.empty();
    if (is_index && Evaluator::is_list(value)) {
      const ListObj* list = Evaluator::list_of(value);
      if (index >= list->size) {
        e.error(Code::MissingAttribute, kNoPos, "list index {} in selection path '{}' is out of range", index,
                attribute_path);
      }
      V item = list->items[index];
      value = e.force(item);
      continue;
    }
    if (!Evaluator::is_attrs(value)) {
      e.error(Code::TypeMismatch, kNoPos,
              "the expression selected by the selection path '{}' should be a set but is {}", attribute_path,
              Evaluator::type_name(value));
    }
    V* slot = e.find(value, std::string_view(name));
    if (!slot) {
      std::vector<std::string> names;
      const AttrsObj* flat = e.flat(value);
      for (std::uint32_t i = 0; i < flat->shape->size; ++i) names.emplace_back(e.symbols().text(flat->shape->keys[i]));
      Error error = fail(Code::MissingAttribute, "attribute '{}' in selection path '{}' not found", name, attribute_path);
      if (auto near = nearest(name, names)) error.hint(fmt::format("did you mean '{}'?", *near));
      throw EvalError(std::move(error));
    }
    value = e.force(*slot);
  }
  return value;
}

V Evaluation::force_derivation(V value) {
  Evaluator& e = *evaluator_;
  value = call_with_arguments(value);
  if (!Evaluator::is_attrs(value) || !e.is_derivation(value)) {
    e.error(Code::TypeMismatch, kNoPos, "expected a derivation but found {}: {}", Evaluator::type_name(value), e.show(value));
  }
  return value;
}

std::string Evaluation::build(V value) {
  Evaluator& e = *evaluator_;
  value = force_derivation(value);
  auto text = [&](std::string_view name) -> std::string {
    V* slot = e.find(value, name);
    if (!slot) return "";
    ContextSet context;
    return std::string(e.force_string(*slot, kNoPos, "while reading a derivation", context));
  };
  std::string output = text("outputName");
  auto path = build_output(*program_, *store_, text("drvPath"), output.empty() ? "out" : output);
  if (!path) throw EvalError(std::move(path).error());
  return *path;
}

void Evaluation::print_statistics() { say(evaluator_->statistics_json()); }

Result<std::vector<std::string>> split_attribute_path(std::string_view path) {
  std::vector<std::string> parts;
  std::string part;
  bool any = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.') {
      parts.push_back(std::move(part));
      part.clear();
      any = true;
    } else if (path[i] == '"') {
      auto end = path.find('"', i + 1);
      if (end == std::string_view::npos) return fail(Code::Usage, "missing closing quote in selection path '{}'", path);
      part += path.substr(i + 1, end - i - 1);
      i = end;
      any = true;
    } else {
      part += path[i];
      any = true;
    }
  }
  if (any && !path.ends_with('.')) parts.push_back(std::move(part));
  return parts;
}

}  // namespace hm
