// builtins.derivationStrict: a set of attributes -> a .drv and the paths of its outputs; and `derivation`, which makes
// of them the sets that configurations pass around. What goes where in a .drv is the reference's store derivation
// format (https://nix.dev/manual/nix/latest/protocols/derivation-aterm).
#include <algorithm>
#include <optional>

#include "lang/base/derivation.hpp"
#include "lang/builtins/support.hpp"
#include "lang/eval/attrs.hpp"
#include "lang/eval/paths.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

using builtin::attribute;

constexpr std::string_view kPassed = "in the attrset passed as argument to builtins.derivationStrict";

// What is gathered of the attributes before the derivation is whole.
struct Draft {
  std::string name;
  Derivation derivation;
  ContextSet context;
  std::vector<std::string> outputs{"out"};
  std::optional<std::string> hash, hash_algorithm;
  std::string hash_mode;  // "", "flat", "recursive", "text"
  bool structured = false, ignore_nulls = false, floating = false, impure = false;
  std::string json;  // of structured attributes, without the last brace
};

class DerivationMaker {
 public:
  DerivationMaker(Evaluator& e, Pos pos) : e_(e), pos_(pos), store_dir_(e.host().store_dir()) {}

  V make(V attrs) {
    read_name(attrs);
    const std::string doing = fmt::format("while evaluating derivation '{}'", draft_.name);
    return e_.with_context(pos_, doing, [&] {
      read_attributes(attrs);
      add_inputs();
      check_required();
      add_outputs();
      return write();
    });
  }

 private:
  // --- attributes -----------------------------------------------------------------------------------------
  void read_name(V attrs) {
    V& name = attribute(e_, attrs, "name", pos_, kPassed);
    draft_.name = e_.force_string_no_context(
        name, pos_, "while evaluating the `name` attribute passed to builtins.derivationStrict");
    Status valid = check_store_name(draft_.name);
    if (!valid) fail_with(fmt::format("invalid derivation name: {}. Please pass a different 'name'.", valid.error().message()));
    if (draft_.name.ends_with(".drv")) {
      fail_with("derivation names are allowed to end in '.drv' only if they produce a single derivation file");
    }
  }

  bool flag(V attrs, std::string_view name) {
    V* slot = e_.find(attrs, name);
    return slot && e_.force_bool(*slot, pos_,
                                 fmt::format("while evaluating the `{}` attribute passed to builtins.derivationStrict", name));
  }

  void read_attributes(V attrs) {
    draft_.structured = flag(attrs, "__structuredAttrs");
    draft_.ignore_nulls = flag(attrs, "__ignoreNulls");
    const AttrsObj* set = e_.flat(attrs);
    V* values = e_.values_of(attrs);
    const std::uint32_t* order = e_.by_text(set->shape);
    for (std::uint32_t i = 0; i < set->shape->size; ++i) {
      const Symbol name = set->shape->keys[order[i]];
      V& value = values[order[i]];
      const std::string_view text = e_.symbols().text(name);
      if (text == "__ignoreNulls") continue;
      if (draft_.ignore_nulls && e_.force(value) == kNull) continue;
      const std::string doing = fmt::format("while evaluating attribute '{}' of derivation '{}'", text, draft_.name);
      e_.with_context(e_.position_of(attrs, name), doing, [&] { return read_attribute(text, name, value), 0; });
    }
    if (draft_.structured) {
      draft_.json += draft_.json.empty() ? "{}" : "}";
      draft_.derivation.environment["__json"] = draft_.json;
    }
  }

  void read_attribute(std::string_view name, Symbol symbol, V& value) {
    if (name == "__contentAddressed" || name == "__impure") {
      const bool on = e_.force_bool(value, pos_, "");
      if (on) (name == "__impure" ? draft_.impure : draft_.floating) = true;
      if (on) return;
    }
    if (name == "args") {
      const ListObj* list = e_.force_list(value, pos_, "");
      for (std::uint32_t i = 0; i < list->size; ++i) {
        draft_.derivation.arguments.push_back(e_.coerce_to_string(
            builtin::slots(list)[i], pos_, draft_.context, kAsEnvironment,
            "while evaluating an element of the argument list"));
      }
      return;
    }
    if (draft_.structured) {
      read_structured(name, symbol, value);
      return;
    }
    std::string text = e_.coerce_to_string(value, pos_, draft_.context, kAsEnvironment, "");
    take(name, text);
    if (name == "outputs") set_outputs(split(text));
    draft_.derivation.environment[std::string(name)] = std::move(text);
  }

  void read_structured(std::string_view name, Symbol symbol, V& value) {
    if (name == "__structuredAttrs") return;
    V key = e_.symbol_string(symbol);
    draft_.json += draft_.json.empty() ? "{" : ",";
    draft_.json += value_to_json(e_, key, true, pos_, draft_.context);
    draft_.json += ":";
    draft_.json += value_to_json(e_, value, true, pos_, draft_.context);
    if (name == "outputs") {
      const ListObj* list = e_.force_list(value, pos_, "");
      std::vector<std::string> names;
      for (std::uint32_t i = 0; i < list->size; ++i) {
        names.emplace_back(e_.force_string_no_context(builtin::slots(list)[i], pos_, ""));
      }
      set_outputs(std::move(names));
    } else if (name == "builder" || name == "system") {
      take(name, std::string(e_.force_string(value, pos_, "", draft_.context)));
    } else if (name.starts_with("outputHash")) {
      take(name, std::string(e_.force_string_no_context(value, pos_, "")));
    }
  }

  void take(std::string_view name, const std::string& text) {
    if (name == "builder") draft_.derivation.builder = text;
    if (name == "system") draft_.derivation.system = text;
    if (name == "outputHash") draft_.hash = text;
    if (name == "outputHashAlgo" && !text.empty()) draft_.hash_algorithm = text;
    if (name == "outputHashMode") set_mode(text);
  }

  void set_mode(const std::string& mode) {
    if (mode == "recursive" || mode == "nar") {
      draft_.hash_mode = "recursive";
    } else if (mode == "flat" || mode == "text") {
      draft_.hash_mode = mode;
    } else if (mode == "git") {
      e_.error(Code::MissingBuiltin, pos_, "outputHashMode = \"git\" is not part of hm yet");
    } else {
      fail_with(fmt::format("invalid value '{}' for 'outputHashMode' attribute", mode));
    }
  }

  static std::vector<std::string> split(std::string_view text) {
    constexpr std::string_view kBlank = " \t\n\r";
    std::vector<std::string> words;
    for (std::size_t at = text.find_first_not_of(kBlank); at != std::string_view::npos;) {
      const std::size_t end = std::min(text.find_first_of(kBlank, at), text.size());
      words.emplace_back(text.substr(at, end - at));
      at = text.find_first_not_of(kBlank, end);
    }
    return words;
  }

  void set_outputs(std::vector<std::string> names) {
    std::set<std::string> seen;
    for (const std::string& name : names) {
      if (!seen.insert(name).second) fail_with(fmt::format("duplicate derivation output '{}'", name));
      if (name == "drv" || name == "drvPath") fail_with(fmt::format("invalid derivation output name '{}'", name));
      if (Status ok = check_store_name(name); !ok) fail_with(fmt::format("invalid derivation output name '{}'", name));
    }
    if (names.empty()) fail_with("derivation cannot have an empty set of outputs");
    draft_.outputs = std::move(names);
  }

  // --- inputs ---------------------------------------------------------------------------------------------
  void add_inputs() {
    Derivation& d = draft_.derivation;
    for (const std::uint32_t id : draft_.context.ids()) {
      const ContextElement element = e_.context_element(id);
      switch (element.kind) {
        case ContextElement::Kind::Path:
          d.input_sources.insert(element.path);
          break;
        case ContextElement::Kind::Output:
          d.input_derivations[element.path].insert(element.output);
          break;
        case ContextElement::Kind::DeepDerivation:
          add_closure(element.path);
          break;
      }
    }
  }

  // A derivation with all it refers to, and every output of every derivation among these.
  void add_closure(const std::string& drv_path) {
    if (!draft_.derivation.input_sources.insert(drv_path).second) return;
    const Derivation d = read(drv_path);
    auto& outputs = draft_.derivation.input_derivations[drv_path];
    for (const auto& [name, output] : d.outputs) outputs.insert(name);
    draft_.derivation.input_sources.insert(d.input_sources.begin(), d.input_sources.end());
    for (const auto& [input, names] : d.input_derivations) add_closure(input);
  }

  Derivation read(const std::string& drv_path) {
    auto path = StorePath::parse(store_dir_, drv_path);
    if (!path) e_.throw_error(std::move(path).error());
    auto d = e_.host().read_derivation(*path);
    if (!d) e_.throw_error(std::move(d).error());
    return std::move(d).value();
  }

  void check_required() {
    if (draft_.derivation.builder.empty()) fail_with("required attribute 'builder' missing");
    if (draft_.derivation.system.empty()) fail_with("required attribute 'system' missing");
  }

  // --- outputs --------------------------------------------------------------------------------------------
  void add_outputs() {
    if (draft_.hash) {
      add_fixed_output();
    } else if (draft_.floating || draft_.impure) {
      add_floating_outputs();
    } else {
      add_addressed_outputs();
    }
  }

  std::optional<HashAlgorithm> algorithm() {
    if (!draft_.hash_algorithm) return std::nullopt;
    auto known = hash_algorithm(*draft_.hash_algorithm);
    if (!known) {
      e_.error(Code::InvalidDerivation, pos_,
               "unknown hash algorithm '{}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'", *draft_.hash_algorithm);
    }
    return known;
  }

  std::string method() const {
    if (draft_.hash_mode == "recursive") return "r:";
    if (draft_.hash_mode == "text") return "text:";
    return "";
  }

  Hash fixed_hash() {
    const auto known = algorithm();
    if (draft_.hash->empty()) {
      Hash zero;
      zero.algorithm = known.value_or(HashAlgorithm::Sha256);
      e_.host().narrate(fmt::format("warning: found empty hash, assuming '{}'", zero.sri()));
      return zero;
    }
    auto hash = parse_hash(*draft_.hash, known);
    if (!hash) e_.throw_error(std::move(hash).error().at(e_.token_span(pos_)));
    return *hash;
  }

  void add_fixed_output() {
    if (draft_.outputs.size() != 1 || draft_.outputs[0] != "out") {
      fail_with("multiple outputs are not supported in fixed-output derivations");
    }
    const Hash hash = fixed_hash();
    const StorePath path = draft_.hash_mode == "text"
                               ? make_store_path(store_dir_, "text", hash, draft_.name)
                               : fixed_output_path(store_dir_, draft_.name, hash, draft_.hash_mode == "recursive");
    const std::string full = path.in(store_dir_);
    draft_.derivation.environment["out"] = full;
    draft_.derivation.outputs["out"] = {full, method() + std::string(name_of(hash.algorithm)), hash.base16()};
  }

  void add_floating_outputs() {
    if (draft_.hash_mode.empty()) draft_.hash_mode = "recursive";
    const std::string how = method() + std::string(name_of(algorithm().value_or(HashAlgorithm::Sha256)));
    for (const std::string& output : draft_.outputs) {
      draft_.derivation.environment[output] = placeholder(output);
      draft_.derivation.outputs[output] = {"", how, draft_.impure ? "impure" : ""};
    }
  }

  void add_addressed_outputs() {
    Derivation& d = draft_.derivation;
    for (const std::string& output : draft_.outputs) {
      d.environment[output] = "";
      d.outputs[output] = {};
    }
    // Where an input's path is known only after it was built, so are these.
    for (const auto& [input, outputs] : d.input_derivations) {
      if (!modulo(input)) return;
    }
    const Hash hash = hash_modulo(d, true, [&](const std::string& input) { return *modulo(input); });
    for (const std::string& output : draft_.outputs) {
      const std::string path = output_path(store_dir_, hash, draft_.name, output).in(store_dir_);
      d.environment[output] = path;
      d.outputs[output].path = path;
    }
  }

  // Hash modulo fixed outputs, computed once a derivation; nothing where output paths are not known yet.
  std::optional<Hash> modulo(const std::string& drv_path) {
    auto& known = e_.derivation_hashes();
    if (auto at = known.find(drv_path); at != known.end()) return at->second;
    const std::optional<Hash> hash = modulo_of(read(drv_path));
    known.emplace(drv_path, hash);
    return hash;
  }

  std::optional<Hash> modulo_of(const Derivation& d) {
    if (!d.is_fixed_output()) {
      for (const auto& [name, output] : d.outputs) {
        if (output.path.empty()) return std::nullopt;
      }
      for (const auto& [input, outputs] : d.input_derivations) {
        if (!modulo(input)) return std::nullopt;
      }
    }
    return hash_modulo(d, false, [&](const std::string& input) { return *modulo(input); });
  }

  V write() {
    auto written = e_.host().add_derivation(draft_.name, draft_.derivation);
    if (!written) e_.throw_error(std::move(written).error());
    const std::string drv_path = written->in(store_dir_);
    auto& known = e_.derivation_hashes();
    if (!known.contains(drv_path)) known.emplace(drv_path, modulo_of(draft_.derivation));

    AttrsBuilder result(e_, draft_.outputs.size() + 1);
    ContextSet deep;
    deep.add(e_.context_id({ContextElement::Kind::DeepDerivation, drv_path, {}}));
    result.add("drvPath", e_.make_string(drv_path, deep));
    for (const auto& [name, output] : draft_.derivation.outputs) {
      ContextSet built;
      built.add(e_.context_id({ContextElement::Kind::Output, drv_path, name}));
      const std::string path = output.path.empty() ? output_placeholder(drv_path, name) : output.path;
      result.add(name, e_.make_string(path, built));
    }
    return result.finish();
  }

  [[noreturn]] void fail_with(std::string message) {
    Diagnostic d;
    d.code = Code::InvalidDerivation;
    d.message = std::move(message);
    e_.throw_error(Error(std::move(d)).at(e_.token_span(pos_)));
  }

  static constexpr Coercion kAsEnvironment{.more = true, .copy_to_store = true, .canonicalise_path = true};

  Evaluator& e_;
  Pos pos_;
  std::string store_dir_;
  Draft draft_;
};

V derivation_strict(Evaluator& e, V* args, Pos pos) {
  e.force_attrs(args[0], pos, "while evaluating the argument passed to builtins.derivationStrict");
  return DerivationMaker(e, pos).make(args[0]);
}

// The set of one output: the attributes, every output by name, and what identifies this one. All outputs' sets have
// the same names, so they share a shape, and refer to each other directly.
V derivation(Evaluator& e, V* args, Pos pos) {
  e.force_attrs(args[0], pos, "while evaluating the argument passed to builtins.derivation");
  const V attrs = args[0];
  SymbolTable& symbols = e.symbols();
  std::vector<Symbol> outputs;
  if (V* given = e.find(attrs, "outputs")) {
    const ListObj* list = e.force_list(*given, pos, "while evaluating the outputs of a derivation");
    for (std::uint32_t i = 0; i < list->size; ++i) {
      outputs.push_back(symbols.intern(e.force_string_no_context(builtin::slots(list)[i], pos, "while evaluating an output name")));
    }
    if (outputs.empty()) e.error(Code::BadUse, pos, "derivation cannot have an empty set of outputs");
  } else {
    outputs.push_back(symbols.intern("out"));
  }
  const Symbol all = symbols.intern("all"), drv_attrs = symbols.intern("drvAttrs"), out_path = symbols.intern("outPath"),
               drv_path = symbols.intern("drvPath"), type = symbols.intern("type"), output_name = symbols.intern("outputName");

  const AttrsObj* given = e.flat(attrs);
  std::vector<Symbol> keys(given->shape->keys, given->shape->keys + given->shape->size);
  keys.insert(keys.end(), outputs.begin(), outputs.end());
  keys.insert(keys.end(), {all, drv_attrs, out_path, drv_path, type, output_name});
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const Shape* shape = e.shape_of(keys.data(), static_cast<std::uint32_t>(keys.size()));
  const Origin* origin = e.merged_origin(given->shape, given->origin, nullptr);

  const V strict = e.make_apply(e.builtin_value("derivationStrict"), attrs);
  const V type_value = e.make_string("derivation");
  const V drv_path_value = e.make_select(strict, drv_path);
  std::vector<V> sets;
  for (std::size_t i = 0; i < outputs.size(); ++i) sets.push_back(word(e.new_attrs(shape, origin), Tag::Attrs));
  const V all_value = e.make_list(sets);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto* object = pointer<AttrsObj>(sets[i]);
    auto put = [&](Symbol name, V value) { object->values[slot_of(shape, name)] = value; };
    for (std::uint32_t k = 0; k < given->shape->size; ++k) put(given->shape->keys[k], given->values[k]);
    for (std::size_t j = outputs.size(); j-- > 0;) put(outputs[j], sets[j]);
    put(all, all_value);
    put(drv_attrs, attrs);
    put(out_path, e.make_select(strict, outputs[i]));
    put(drv_path, drv_path_value);
    put(type, type_value);
    put(output_name, e.symbol_string(outputs[i]));
  }
  return sets[0];
}

V placeholder_builtin(Evaluator& e, V* args, Pos pos) {
  return e.make_string(placeholder(
      e.force_string_no_context(args[0], pos, "while evaluating the first argument passed to builtins.placeholder")));
}

}  // namespace

namespace builtin {

// `import` of a .drv: the set that `derivation` gave when it was made, as far as the file tells.
V import_derivation(Evaluator& e, const StorePath& drv, Pos pos) {
  auto read = e.host().read_derivation(drv);
  if (!read) e.throw_error(std::move(read).error().at(e.token_span(pos)));
  const std::string drv_path = drv.in(e.host().store_dir());
  const auto name = read->environment.find("name");
  if (name == read->environment.end()) {
    e.error(Code::InvalidDerivation, pos, "derivation '{}' does not have a 'name' attribute", drv_path);
  }
  SymbolTable& symbols = e.symbols();
  std::vector<Symbol> outputs;
  for (const auto& [output, what] : read->outputs) outputs.push_back(symbols.intern(output));
  std::vector<Symbol> keys = outputs;
  for (const char* key : {"all", "drvPath", "name", "type", "outPath", "outputName"}) keys.push_back(symbols.intern(key));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const Shape* shape = e.shape_of(keys.data(), static_cast<std::uint32_t>(keys.size()));
  std::vector<V> sets;
  for (std::size_t i = 0; i < outputs.size(); ++i) sets.push_back(word(e.new_attrs(shape, nullptr), Tag::Attrs));
  ContextSet deep;
  deep.add(e.context_id({ContextElement::Kind::DeepDerivation, drv_path, {}}));
  const V drv_path_value = e.make_string(drv_path, deep);
  const V all = e.make_list(sets);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto* object = pointer<AttrsObj>(sets[i]);
    auto put = [&](std::string_view key, V value) { object->values[slot_of(shape, symbols.intern(key))] = value; };
    for (std::size_t j = 0; j < outputs.size(); ++j) object->values[slot_of(shape, outputs[j])] = sets[j];
    const std::string output(symbols.text(outputs[i]));
    ContextSet built;
    built.add(e.context_id({ContextElement::Kind::Output, drv_path, output}));
    const std::string& path = read->outputs.at(output).path;
    put("all", all);
    put("drvPath", drv_path_value);
    put("name", e.make_string(name->second));
    put("type", e.make_string("derivation"));
    put("outPath", e.make_string(path.empty() ? output_placeholder(drv_path, output) : path, built));
    put("outputName", e.symbol_string(outputs[i]));
  }
  return sets[0];
}

}  // namespace builtin

void add_derivation_builtins(Registry& r) {
  r.push_back({"derivation", 1, 1, true, derivation, "derivation attrs",
               "A derivation: the attributes with outPath, drvPath and a set for each output, made when they are asked for."});
  r.push_back({"derivationStrict", 1, 1, true, derivation_strict, "derivationStrict attrs",
               "Writes the store derivation at once; gives drvPath and the path of each output."});
  r.push_back({"placeholder", 1, 1, true, placeholder_builtin, "placeholder output",
               "A text that stands for the path of an output in the derivation's own attributes."});
  r.push_back({"outputOf", 2, 0, false, nullptr, "outputOf drv output",
               "The output of a derivation that is itself the output of one."});
}

}  // namespace hm
