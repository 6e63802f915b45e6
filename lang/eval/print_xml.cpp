// Values as XML, in the form of the reference's toXML: two spaces a level, single quotes only in the
// prologue.
#include <algorithm>
#include <map>
#include <set>

#include "lang/builtins/support.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

using builtin::slots;

namespace {

using Attributes = std::map<std::string_view, std::string>;  // written in the order of their names

class XmlWriter {
 public:
  XmlWriter(Evaluator& e, bool strict, bool location, ContextSet& context)
      : e_(e), strict_(strict), location_(location), context_(context) {}

  std::string document(V& value) {
    out_ = "<?xml version='1.0' encoding='utf-8'?>\n";
    open("expr", {});
    write(value);
    close("expr");
    return std::move(out_);
  }

 private:
  void write(V& slot) {
    Evaluator::Depth depth(e_);
    e_.spend(1);
    e_.check_text(out_.size());
    if (strict_) e_.force(slot);
    V v = slot;
    if (Evaluator::is_int(v)) {
      empty("int", {{"value", fmt::format("{}", Evaluator::int_value(v))}});
    } else if (v == kTrue || v == kFalse) {
      empty("bool", {{"value", v == kTrue ? "true" : "false"}});
    } else if (Evaluator::is_string(v)) {
      context_.add(Evaluator::context_of(v));
      empty("string", {{"value", std::string(Evaluator::string_view_of(v))}});
    } else if (Evaluator::is_path(v)) {
      empty("path", {{"value", std::string(Evaluator::path_view(v))}});
    } else if (v == kNull) {
      empty("null", {});
    } else if (Evaluator::is_attrs(v)) {
      write_set(v);
    } else if (Evaluator::is_list(v)) {
      open("list", {});
      const ListObj* list = Evaluator::list_of(v);
      for (std::uint32_t i = 0; i < list->size; ++i) write(slots(list)[i]);
      close("list");
    } else if (Evaluator::is_float(v)) {
      empty("float", {{"value", print_float(Evaluator::float_value(v))}});
    } else if (Evaluator::is_function(v) && pointer<FunctionObj>(v)->kind == FunctionObj::Lambda) {
      write_lambda(*ast::Ref<ast::LambdaNode>{pointer<FunctionObj>(v)->code});
    } else {
      empty("unevaluated", {});
    }
  }

  void write_set(V set) {
    if (!e_.is_derivation(set)) {
      open("attrs", {});
      write_attributes(set);
      return close("attrs");
    }
    Attributes attributes;
    for (std::string_view name : {"drvPath", "outPath"}) {
      V* slot = e_.find(set, name);
      if (!slot) continue;
      if (strict_) e_.force(*slot);
      if (Evaluator::is_string(*slot)) attributes[name] = std::string(Evaluator::string_view_of(*slot));
    }
    const std::string drv_path = attributes.contains("drvPath") ? attributes["drvPath"] : "";
    open("derivation", attributes);
    if (!drv_path.empty() && derivations_.insert(drv_path).second) {
      write_attributes(set);
    } else {
      empty("repeated", {});
    }
    close("derivation");
  }

  void write_attributes(V set) {
    const AttrsObj* attrs = e_.flat(set);
    V* values = e_.values_of(set);
    const std::uint32_t* order = e_.by_text(attrs->shape.get());
    for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
      Symbol name = attrs->shape->keys[order[i]];
      Attributes attributes{{"name", std::string(e_.symbols().text(name))}};
      if (location_) add_location(attributes, e_.position_of(set, name));
      open("attr", attributes);
      write(values[order[i]]);
      close("attr");
    }
  }

  void write_lambda(const ast::LambdaNode& lambda) {
    Attributes attributes;
    if (location_) add_location(attributes, lambda.pos);
    open("function", attributes);
    if (lambda.flags & ast::LambdaNode::kHasFormals) {
      write_formals(lambda);
    } else {
      empty("varpat", {{"name", std::string(e_.symbols().text(lambda.argument))}});
    }
    close("function");
  }

  void write_formals(const ast::LambdaNode& lambda) {
    Attributes attributes;
    if (lambda.argument) attributes["name"] = std::string(e_.symbols().text(lambda.argument));
    if (lambda.flags & ast::LambdaNode::kEllipsis) attributes["ellipsis"] = "1";
    open("attrspat", attributes);
    std::vector<std::string_view> names;
    for (std::uint32_t i = 0; i < lambda.formal_count; ++i)
      names.push_back(e_.symbols().text(lambda.formals[i].name));
    std::sort(names.begin(), names.end());
    for (std::string_view name : names) empty("attr", {{"name", std::string(name)}});
    close("attrspat");
  }

  void add_location(Attributes& attributes, Pos pos) {
    const SourceFile* file = pos == kNoPos ? nullptr : e_.sources().find(pos);
    if (!file) return;
    LineColumn where = e_.sources().locate(pos);
    if (file->is_path) attributes["path"] = file->name;
    attributes["line"] = fmt::format("{}", where.line);
    attributes["column"] = fmt::format("{}", where.column);
  }

  void open(std::string_view name, const Attributes& attributes) {
    begin(name, attributes);
    out_ += ">\n";
    ++level_;
  }

  void close(std::string_view name) {
    --level_;
    out_.append(2 * level_, ' ');
    out_ += fmt::format("</{}>\n", name);
  }

  void empty(std::string_view name, const Attributes& attributes) {
    begin(name, attributes);
    out_ += " />\n";
  }

  void begin(std::string_view name, const Attributes& attributes) {
    out_.append(2 * level_, ' ');
    out_ += '<';
    out_ += name;
    for (const auto& [key, value] : attributes) {
      out_ += fmt::format(" {}=\"", key);
      append_escaped(value);
      out_ += '"';
    }
  }

  void append_escaped(std::string_view text) {
    for (char c : text) {
      switch (c) {
        case '"':
          out_ += "&quot;";
          break;
        case '<':
          out_ += "&lt;";
          break;
        case '>':
          out_ += "&gt;";
          break;
        case '&':
          out_ += "&amp;";
          break;
        case '\n':
          out_ += "&#xA;";
          break;  // a bare one would read back as a space
        default:
          out_ += c;
      }
    }
  }

  Evaluator& e_;
  bool strict_;
  bool location_;
  ContextSet& context_;
  std::string out_;
  std::size_t level_ = 0;
  std::set<std::string> derivations_;  // drvPaths written in full
};

}  // namespace

std::string value_to_xml(Evaluator& evaluator, V& value, bool strict, bool location, ContextSet& context,
                         Pos) {
  return XmlWriter(evaluator, strict, location, context).document(value);
}

}  // namespace hm
