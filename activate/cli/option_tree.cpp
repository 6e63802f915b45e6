#include "activate/cli/option_tree.hpp"

#include <fmt/format.h>

#include "lang/base/suggest.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

constexpr std::string_view kDoing = "while reading an option";
constexpr int kMaxDepth = 12;

std::string join(const std::string& prefix, std::string_view name) {
  std::string part = attribute_name(name);
  return prefix.empty() ? part : prefix + "." + part;
}

}  // namespace

Result<OptionTree> OptionTree::open(Configuration& configuration) {
  HM_TRY(V whole, configuration.unchecked());
  V root = kNull;
  HM_CHECK(configuration.evaluator().guarded([&] { root = configuration.evaluation().select_path(whole, "options"); }));
  return OptionTree(configuration, root);
}

bool OptionTree::is_option(V value) {
  if (!Evaluator::is_attrs(value)) return false;
  V* type = e_.find(value, "_type");
  if (!type) return false;
  V tag = e_.force(*type);
  return Evaluator::is_string(tag) && Evaluator::string_view_of(tag) == "option";
}

Result<OptionTree::Found> OptionTree::find(const std::string& name) {
  HM_TRY(auto parts, split_attribute_path(name));
  Found found;
  HM_CHECK(e_.guarded([&] {
    V at = root_;
    std::string path;
    for (const auto& part : parts) {
      V* next = Evaluator::is_attrs(at) && !is_option(at) ? e_.find(at, std::string_view(part)) : nullptr;
      if (!next) {
        Error error = fail(Code::NotFound, "there is no option '{}'", join(path, part));
        std::vector<std::string> names;
        if (Evaluator::is_attrs(at) && !is_option(at)) {
          const AttrsObj* flat = e_.flat(at);
          for (std::uint32_t i = 0; i < flat->shape->size; ++i) names.push_back(join(path, e_.symbols().text(flat->shape->keys[i])));
        }
        if (auto near = nearest(join(path, part), names)) error.hint(fmt::format("did you mean '{}'?", *near));
        if (is_option(at)) error.note(fmt::format("'{}' is an option; what lies in its value is not", path));
        throw EvalError(std::move(error));
      }
      at = e_.force(*next);
      path = join(path, part);
    }
    if (is_option(at)) {
      found.option = describe(path, at);
      return;
    }
    const AttrsObj* flat = e_.flat(at);
    const std::uint32_t* order = e_.by_text(flat->shape.get());
    for (std::uint32_t i = 0; i < flat->shape->size; ++i) {
      std::string_view below = e_.symbols().text(flat->shape->keys[order[i]]);
      if (!below.starts_with('_')) found.below.push_back(join(path, below));
    }
  }));
  return found;
}

// A string, or the text in a set such as `literalExpression` gives; "" where there is none.
std::string OptionTree::text_of(V option, std::string_view attribute) {
  V* slot = e_.find(option, attribute);
  if (!slot) return "";
  V value = e_.force(*slot);
  if (Evaluator::is_attrs(value)) {
    V* inner = e_.find(value, "text");
    if (!inner) return "";
    value = e_.force(*inner);
  }
  return Evaluator::is_string(value) ? std::string(Evaluator::string_view_of(value)) : "";
}

std::string OptionTree::plain(V value, Failures failures) {
  PrintOptions options;
  options.force = true;
  options.derivation_paths = true;
  options.throw_top_level = failures == Failures::Thrown;
  options.max_depth = 6;
  options.max_attrs = 200;
  options.max_list_items = 200;
  options.max_string = 2000;
  options.indent = 2;
  return print_value(e_, value, options);
}

std::optional<std::string> OptionTree::shown(V option, std::string_view attribute) {
  V* slot = e_.find(option, attribute);
  if (!slot) return std::nullopt;
  V value = e_.force(*slot);
  if (Evaluator::is_attrs(value)) {
    V* inner = e_.find(value, "text");
    if (inner && e_.find(value, "_type")) {
      V text = e_.force(*inner);
      if (Evaluator::is_string(text)) return std::string(Evaluator::string_view_of(text));
    }
  }
  return plain(value);
}

// hm's own library lists the definitions that lost as well; another's only those that won.
void OptionTree::describe_definitions(OptionText& text, V option) {
  V* slot = e_.find(option, "allDefinitions");
  if (!slot) slot = e_.find(option, "definitionsWithLocations");
  if (!slot) return;
  const ListObj* list = e_.force_list(*slot, kNoPos, kDoing);
  for (std::uint32_t i = 0; i < list->size; ++i) {
    V item = list->items[i];
    e_.force_attrs(item, kNoPos, kDoing);
    OptionDefinition definition;
    if (V* file = e_.find(item, "file")) {
      ContextSet context;
      definition.file = e_.coerce_to_string(*file, kNoPos, context, {.more = true, .copy_to_store = false}, kDoing);
    }
    definition.place = definition.file;
    if (V* position = e_.find(item, "position")) {
      V where = e_.force(*position);
      if (Evaluator::is_attrs(where)) {
        V* line = e_.find(where, "line");
        V* column = e_.find(where, "column");
        if (line && column) {
          definition.place += fmt::format(":{}:{}", e_.force_int(*line, kNoPos, kDoing), e_.force_int(*column, kNoPos, kDoing));
        }
      }
    }
    if (V* priority = e_.find(item, "priority")) definition.priority = e_.force_int(*priority, kNoPos, kDoing);
    V* won = e_.find(item, "won");
    const bool lost = won && !e_.force_bool(*won, kNoPos, kDoing);
    // Nobody asked for the value of what lost: it may well fail.
    if (V* value = e_.find(item, "value")) definition.value = plain(*value, lost ? Failures::Shown : Failures::Thrown);
    (lost ? text.overridden : text.definitions).push_back(std::move(definition));
  }
}

OptionText OptionTree::describe(const std::string& name, V option) {
  OptionText text;
  text.name = name;
  text.description = text_of(option, "description");
  if (V* type = e_.find(option, "type")) {
    V value = e_.force(*type);
    if (Evaluator::is_attrs(value)) text.type = text_of(value, "description");
  }
  text.default_value = shown(option, "defaultText");
  if (!text.default_value) text.default_value = shown(option, "default");
  text.example = shown(option, "example");
  if (V* list = e_.find(option, "declarations")) {
    const ListObj* items = e_.force_list(*list, kNoPos, kDoing);
    for (std::uint32_t i = 0; i < items->size; ++i) {
      V item = items->items[i];
      ContextSet context;
      text.declarations.push_back(e_.coerce_to_string(item, kNoPos, context, {.more = true, .copy_to_store = false}, kDoing));
    }
  }
  // From here on the configuration itself is evaluated; where that fails, the rest is still worth showing.
  try {
    describe_definitions(text, option);
    if (V* priority = e_.find(option, "highestPrio")) text.priority = e_.force_int(*priority, kNoPos, kDoing);
    if (V* value = e_.find(option, "value")) text.value = plain(*value);
  } catch (const EvalError& failure) {
    text.problem = failure.error.message();
  }
  return text;
}

Result<std::vector<OptionTree::Summary>> OptionTree::all() {
  std::vector<Summary> found;
  HM_CHECK(e_.guarded([&] { collect("", root_, 0, found); }));
  return found;
}

void OptionTree::collect(const std::string& prefix, V set, int depth, std::vector<Summary>& found) {
  if (depth > kMaxDepth || !Evaluator::is_attrs(set)) return;
  const AttrsObj* flat = e_.flat(set);
  const std::uint32_t* order = e_.by_text(flat->shape.get());
  for (std::uint32_t i = 0; i < flat->shape->size; ++i) {
    std::string_view name = e_.symbols().text(flat->shape->keys[order[i]]);
    if (name.starts_with('_')) continue;
    V value = e_.force(e_.values_of(set)[order[i]]);
    std::string path = join(prefix, name);
    if (!is_option(value)) {
      collect(path, value, depth + 1, found);
      continue;
    }
    Summary summary{path, "", text_of(value, "description")};
    if (V* hidden = e_.find(value, "internal"); hidden && e_.force(*hidden) == kTrue) continue;
    if (V* visible = e_.find(value, "visible"); visible && e_.force(*visible) == kFalse) continue;
    if (V* type = e_.find(value, "type")) {
      V described = e_.force(*type);
      if (Evaluator::is_attrs(described)) summary.type = text_of(described, "description");
    }
    found.push_back(std::move(summary));
  }
}

}  // namespace hm
