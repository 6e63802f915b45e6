// Derivations: derivationStrict turns a set of attributes into a .drv, `derivation` dresses the result.
#include <algorithm>

#include "lang/base/derivation.hpp"
#include "lang/builtins/paths.hpp"
#include "lang/builtins/support.hpp"
#include "lang/eval/paths.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

using builtin::checked;
using Inputs = std::vector<ModuloInput>;

// How the contents of a content-addressed output are hashed.
enum class Method { Flat, Recursive, Text, Git };

std::string_view prefix_of(Method method) {
  switch (method) {
    case Method::Flat:
      return "";
    case Method::Recursive:
      return "r:";
    case Method::Text:
      return "text:";
    case Method::Git:
      return "git:";
  }
  return "";
}

// The modulo hash of a derivation as an input of others; nothing where it is not known before something is
// built, because the derivation or one it needs is content-addressed and floating.
using Modulo = std::optional<Hash>;

Modulo modulo_of(Evaluator& e, const std::string& path, Pos pos);

// The inputs by hash; nothing where one of them has none.
std::optional<Inputs> inputs_modulo(Evaluator& e, const Derivation& d, Pos pos) {
  Inputs inputs;
  for (const auto& [path, outputs] : d.input_derivations) {
    const Modulo hash = modulo_of(e, path, pos);
    if (!hash) return std::nullopt;
    inputs.push_back({hash->base16(), {outputs.begin(), outputs.end()}});
  }
  unite(inputs);
  return inputs;
}

Modulo compute_modulo(const Derivation& d, const DerivationText& text, const std::optional<Inputs>& inputs) {
  if (d.is_fixed_output()) return hash_modulo(d, false, nullptr);
  const bool unknown =
      std::any_of(d.outputs.begin(), d.outputs.end(), [](const auto& o) { return o.second.path.empty(); });
  if (unknown || !inputs) return std::nullopt;
  return text.modulo(false, *inputs);
}

Modulo modulo_of(Evaluator& e, const std::string& path, Pos pos) {
  const auto known = e.derivation_hashes().find(path);
  if (known != e.derivation_hashes().end()) return known->second;
  // Written by an earlier evaluation.
  Evaluator::Depth depth(e);
  const StorePath drv = checked(e, StorePath::parse(e.host().store_dir(), path), pos);
  const Derivation d = checked(e, e.host().read_derivation(drv), pos);
  const Modulo hash = compute_modulo(d, DerivationText(d), d.is_fixed_output() ? std::nullopt : inputs_modulo(e, d, pos));
  e.derivation_hashes().emplace(path, hash);
  return hash;
}

// Reads the attributes one by one, in the order of their names, into a Derivation.
class Instantiation {
 public:
  Instantiation(Evaluator& e, V attrs, std::string name, Pos pos)
      : e_(e), attrs_(attrs), name_(std::move(name)), pos_(pos) {}

  V run() {
    if (Status valid = check_store_name(name_); !valid) {
      e_.error(Code::InvalidDerivation, pos_, "invalid derivation name: {}. Please pass a different 'name'.",
               valid.error().message());
    }
    structured_ =
        flag("__structuredAttrs",
             "while evaluating the `__structuredAttrs` attribute passed to builtins.derivationStrict");
    ignore_nulls_ =
        flag("__ignoreNulls",
             "while evaluating the `__ignoreNulls` attribute passed to builtins.derivationStrict");
    // One step for all attributes: its text names the one at hand.
    e_.with_explanation(
        e_.position_of(attrs_, e_.symbols().intern("name")), [this] { return current_attribute(); },
        [this] { read_attributes(); }, TraceFrame::Kind::Derivation);
    if (structured_) d_.environment["__json"] = json_ + "}";
    add_inputs();
    check_required();
    if (fixed_hash_) {
      set_fixed_output();
    } else if (floating_ || impure_) {
      set_floating_outputs();
    } else {
      set_input_addressed_outputs();
    }
    return result();
  }

 private:
  bool flag(std::string_view name, std::string_view doing) {
    V* slot = e_.find(attrs_, name);
    return slot && e_.force_bool(*slot, pos_, doing);
  }

  std::string current_attribute() const {
    std::string text =
        fmt::format("while evaluating attribute '{}' of derivation '{}'", e_.symbols().text(current_), name_);
    const Pos at = e_.position_of(attrs_, current_);
    return at == kNoPos ? text : text + " (" + e_.describe(at) + ")";
  }

  // Where to look: the attribute being read, else the call.
  Pos place() const {
    const Pos at = current_ ? e_.position_of(attrs_, current_) : kNoPos;
    return at == kNoPos ? pos_ : at;
  }

  // --- attributes --------------------------------------------------------------------------------
  void read_attributes() {
    const AttrsObj* flat = e_.flat(attrs_);
    V* values = e_.values_of(attrs_);
    const std::uint32_t* order = e_.by_text(flat->shape.get());
    for (std::uint32_t i = 0; i < flat->shape->size; ++i) {
      current_ = flat->shape->keys[order[i]];
      read_attribute(e_.symbols().text(current_), values[order[i]]);
    }
    current_ = {};
  }

  void read_attribute(std::string_view key, V& slot) {
    if (key == "__ignoreNulls") return;
    if (ignore_nulls_ && e_.force(slot) == kNull) return;
    if (key == "__contentAddressed") {
      floating_ = e_.force_bool(slot, pos_, "");
    } else if (key == "__impure") {
      impure_ = e_.force_bool(slot, pos_, "");
    } else if (key == "args") {
      read_arguments(slot);
    } else if (structured_) {
      read_structured(key, slot);
    } else {
      std::string text = e_.coerce_to_string(slot, pos_, context_, {.more = true, .copy_to_store = true}, "");
      meaning_of(key, text);
      if (key == "outputs") set_outputs(words(text));
      d_.environment.emplace_hint(d_.environment.end(), std::string(key), std::move(text));
    }
  }

  void read_arguments(V& slot) {
    const ListObj* list = e_.force_list(slot, pos_, "");
    for (std::uint32_t i = 0; i < list->size; ++i) {
      d_.arguments.push_back(e_.coerce_to_string(builtin::slots(list)[i], pos_, context_,
                                                 {.more = true, .copy_to_store = true},
                                                 "while evaluating an element of the argument list"));
    }
  }

  // Everything goes into one JSON object; what means something to the store has to have the right type.
  void read_structured(std::string_view key, V& slot) {
    if (key == "__structuredAttrs") return;
    V key_string = e_.symbol_string(current_);
    json_ += json_.empty() ? "{" : ",";
    json_ += value_to_json(e_, key_string, true, pos_, context_);
    json_ += ':';
    json_ += value_to_json(e_, slot, true, pos_, context_);
    if (key == "outputs") {
      const ListObj* list = e_.force_list(slot, pos_, "");
      std::vector<std::string> names;
      for (std::uint32_t i = 0; i < list->size; ++i) {
        names.emplace_back(e_.force_string_no_context(builtin::slots(list)[i], pos_, ""));
      }
      set_outputs(names);
    } else if (key == "builder") {
      d_.builder = e_.force_string(slot, pos_, "", context_);
    } else if (key == "system" || key == "outputHash" || key == "outputHashAlgo" || key == "outputHashMode") {
      meaning_of(key, std::string(e_.force_string_no_context(slot, pos_, "")));
    } else if (key == "allowedReferences" || key == "allowedRequisites" || key == "disallowedReferences" ||
               key == "disallowedRequisites" || key == "maxSize" || key == "maxClosureSize") {
      e_.host().narrate(
          fmt::format("warning: in the derivation '{}': 'structuredAttrs' disables the effect of the "
                      "derivation attribute '{}'; use 'outputChecks.<output>.{}' instead",
                      name_, key, key));
    }
  }

  void meaning_of(std::string_view key, const std::string& text) {
    if (key == "builder") {
      d_.builder = text;
    } else if (key == "system") {
      d_.system = text;
    } else if (key == "outputHash") {
      fixed_hash_ = text;
    } else if (key == "outputHashAlgo") {
      algorithm_ = hash_algorithm(text);
    } else if (key == "outputHashMode") {
      set_method(text);
    }
  }

  void set_method(const std::string& text) {
    if (text == "recursive" || text == "nar") {
      method_ = Method::Recursive;
    } else if (text == "flat") {
      method_ = Method::Flat;
    } else if (text == "text") {
      method_ = Method::Text;
    } else if (text == "git") {
      method_ = Method::Git;
    } else {
      e_.error(Code::InvalidDerivation, place(), "invalid value '{}' for 'outputHashMode' attribute", text);
    }
  }

  static std::vector<std::string> words(std::string_view text) {
    constexpr std::string_view kSpace = " \t\n\r";
    std::vector<std::string> result;
    for (std::size_t at = 0; (at = text.find_first_not_of(kSpace, at)) != std::string_view::npos;) {
      const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
      result.emplace_back(text.substr(at, end - at));
      at = end;
    }
    return result;
  }

  void set_outputs(const std::vector<std::string>& names) {
    outputs_.clear();
    for (const std::string& name : names) {
      if (name == "drvPath")
        e_.error(Code::InvalidDerivation, place(), "invalid derivation output name 'drvPath'");
      if (!outputs_.insert(name).second) {
        e_.error(Code::InvalidDerivation, place(), "duplicate derivation output '{}'", name);
      }
    }
    if (outputs_.empty())
      e_.error(Code::InvalidDerivation, place(), "derivation cannot have an empty set of outputs");
  }

  // --- inputs ------------------------------------------------------------------------------------
  void add_inputs() {
    for (const std::uint32_t id : context_.ids()) {
      const ContextElement element = e_.context_element(id);
      switch (element.kind) {
        case ContextElement::Kind::Path:
          d_.input_sources.emplace(element.path);
          break;
        case ContextElement::Kind::Output:
          if (element.path.starts_with('!')) {
            e_.error(Code::InvalidDerivation, pos_,
                     "hm cannot write derivations yet that need an output of an output ('{}')", element.encoded());
          }
          d_.input_derivations[std::string(element.path)].emplace(element.output);
          break;
        case ContextElement::Kind::DeepDerivation:
          add_closure(std::string(element.path));
          break;
      }
    }
  }

  // The derivation itself, all it needs, and all outputs of all of them: what its builder may look at.
  void add_closure(const std::string& drv_path) {
    std::vector<std::string> left = {drv_path};
    std::set<std::string> seen;
    while (!left.empty()) {
      const std::string at = std::move(left.back());
      left.pop_back();
      if (!seen.insert(at).second) continue;
      d_.input_sources.insert(at);
      const StorePath path = checked(e_, StorePath::parse(e_.host().store_dir(), at), pos_);
      if (!path.is_derivation()) {
        for (const StorePath& reference : checked(e_, e_.host().references(path), pos_)) {
          left.push_back(reference.in(e_.host().store_dir()));
        }
        continue;
      }
      const DerivationOutline d = checked(e_, e_.host().derivation_outline(path), pos_);
      for (const auto& [name, output] : d.outputs) d_.input_derivations[at].insert(name);
      left.insert(left.end(), d.input_derivations.begin(), d.input_derivations.end());
      left.insert(left.end(), d.input_sources.begin(), d.input_sources.end());
    }
  }

  void check_required() {
    if (d_.builder.empty()) e_.error(Code::InvalidDerivation, pos_, "required attribute 'builder' missing");
    if (d_.system.empty()) e_.error(Code::InvalidDerivation, pos_, "required attribute 'system' missing");
    const bool only_out = outputs_.size() == 1 && *outputs_.begin() == "out";
    if (name_.ends_with(".drv") && !(method_ == Method::Text && only_out)) {
      e_.error(Code::InvalidDerivation, pos_,
               "derivation names are allowed to end in '.drv' only if they produce a single derivation file");
    }
    if (fixed_hash_ && !only_out) {
      e_.error(Code::InvalidDerivation, pos_,
               "multiple outputs are not supported in fixed-output derivations");
    }
    if (!fixed_hash_ && floating_ && impure_) {
      e_.error(Code::InvalidDerivation, pos_, "derivation cannot be both content-addressed and impure");
    }
    for (const std::string& output : outputs_)
      checked(e_, check_store_name(output_path_name(name_, output)), pos_);
  }

  // --- outputs -----------------------------------------------------------------------------------
  void set_fixed_output() {
    const Hash hash = builtin::hash_or_zero(e_, *fixed_hash_, algorithm_, pos_);
    const Method method = method_.value_or(Method::Flat);
    const std::string store = e_.host().store_dir();
    const StorePath path = method == Method::Text  ? make_store_path(store, "text", hash, name_)
                           : method == Method::Git ? git_output_path(store, name_, hash)
                                                   : fixed_output_path(store, name_, hash, method == Method::Recursive);
    DerivationOutput& out = d_.outputs["out"];
    out.path = path.in(store);
    out.hash_algorithm = std::string(prefix_of(method)) + std::string(name_of(hash.algorithm));
    out.hash = hash.base16();
    d_.environment["out"] = out.path;
    text_.emplace(d_);
    modulo_ = compute_modulo(d_, *text_, std::nullopt);
  }

  void set_floating_outputs() {
    const std::string algorithm = std::string(prefix_of(method_.value_or(Method::Recursive))) +
                                  std::string(name_of(algorithm_.value_or(HashAlgorithm::Sha256)));
    for (const std::string& name : outputs_) {
      d_.outputs[name] = {"", algorithm, impure_ ? "impure" : ""};
      d_.environment[name] = placeholder(name);
    }
    text_.emplace(d_);
  }

  // The paths are a hash of everything but themselves.
  void set_input_addressed_outputs() {
    for (const std::string& name : outputs_) {
      d_.outputs[name] = {};
      d_.environment[name].clear();
    }
    const std::optional<Inputs> inputs = inputs_modulo(e_, d_, pos_);
    text_.emplace(d_);
    if (inputs) {
      const Hash hash = text_->modulo(true, *inputs);
      const std::string store = e_.host().store_dir();
      for (auto& [name, output] : d_.outputs) {
        output.path = output_path(store, hash, name_, name).in(store);
        d_.environment[name] = output.path;
      }
    }
    modulo_ = compute_modulo(d_, *text_, inputs);
  }

  V result() {
    const auto outputs = d_.outputs;
    std::string text = text_->written();
    const std::string drv_path =
        checked(e_, e_.host().add_derivation(name_, std::move(d_), std::move(text)), pos_).in(e_.host().store_dir());
    e_.derivation_hashes().insert_or_assign(drv_path, modulo_);
    AttrsBuilder attrs(e_, 1 + outputs.size());
    attrs.add("drvPath", string_with(drv_path, {ContextElement::Kind::DeepDerivation, drv_path, {}}));
    for (const auto& [name, output] : outputs) {
      const std::string path = output.path.empty() ? output_placeholder(drv_path, name) : output.path;
      attrs.add(name, string_with(path, {ContextElement::Kind::Output, drv_path, name}));
    }
    return attrs.finish();
  }

  V string_with(const std::string& text, const ContextElement& element) {
    ContextSet context;
    context.add(e_.context_id(element));
    return e_.make_string(text, context);
  }

  Evaluator& e_;
  V attrs_;
  std::string name_;
  Pos pos_;
  Symbol current_;
  bool structured_ = false, ignore_nulls_ = false, floating_ = false, impure_ = false;
  std::string json_;
  std::optional<std::string> fixed_hash_;
  std::optional<HashAlgorithm> algorithm_;
  std::optional<Method> method_;
  std::set<std::string> outputs_ = {"out"};
  ContextSet context_;
  Derivation d_;
  std::optional<DerivationText> text_;  // of d_, once its outputs are known by name
  Modulo modulo_;
};

// `derivation` calls without a place of its own: the first attribute that has one will do.
Pos place_of(Evaluator& e, V attrs) {
  const Shape* shape = e.flat(attrs)->shape.get();
  const std::uint32_t* order = e.by_text(shape);
  for (std::uint32_t i = 0; i < shape->size; ++i) {
    const Pos at = e.position_of(attrs, shape->keys[order[i]]);
    if (at != kNoPos) return at;
  }
  return kNoPos;
}

V derivation_strict(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the argument passed to builtins.derivationStrict");
  if (pos == kNoPos && !e.find(a[0], "name")) pos = place_of(e, a[0]);
  V& name_slot = builtin::attribute(e, a[0], "name", pos,
                                    "in the attrset passed as argument to builtins.derivationStrict");
  const Pos name_pos = e.position_of(a[0], e.symbols().intern("name"));
  std::string name = e.with_context(name_pos, "while evaluating the derivation attribute 'name'", [&] {
    return std::string(e.force_string_no_context(
        name_slot, pos, "while evaluating the `name` attribute passed to builtins.derivationStrict"));
  });
  Instantiation instantiation(e, a[0], name, pos == kNoPos ? name_pos : pos);
  return e.with_explanation(
      name_pos, [&] { return fmt::format("while evaluating derivation '{}'", name); },
      [&] { return instantiation.run(); }, TraceFrame::Kind::Derivation);
}

V placeholder_of(Evaluator& e, V* a, Pos pos) {
  return e.make_string(placeholder(e.force_string_no_context(
      a[0], pos, "while evaluating the first argument passed to builtins.placeholder")));
}

}  // namespace

void add_derivation_builtins(Registry& registry) {
  const Builtin table[] = {
      {"derivation", 1, 1, true, builtin::derivation, "derivation { name, system, builder, … }",
       "Something that can be built: a set that has the attributes given, and drvPath, outPath and the "
       "outputs."},
      {"derivationStrict", 1, 1, true, derivation_strict, "derivationStrict { name, system, builder, … }",
       "Writes the derivation; { drvPath, out, … }. `derivation` is the lazy form of it that people use."},
      {"placeholder", 1, 1, true, placeholder_of, "placeholder output",
       "A string that is replaced by the path of the output when the derivation is built."},
      {"outputOf", 2, 1, false, builtin::output_of, "outputOf derivation output",
       "The output of a derivation that is itself the output of a derivation."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
