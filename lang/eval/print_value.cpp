#include "lang/eval/print_value.hpp"

#include <algorithm>
#include <set>

#include "lang/builtins/support.hpp"

namespace hm {

using builtin::slots;

std::string print_float(double number) {
  return fmt::format("{:g}", number);
}

namespace {

// `most` bytes of the text, escaped; what follows is left out and counted.
void append_quoted(std::string& out, std::string_view text, std::size_t most) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i >= most) {
      const std::size_t left = text.size() - i;
      out += fmt::format("\" «{} {} elided»", left, left == 1 ? "byte" : "bytes");
      return;
    }
    switch (text[i]) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '$':
        if (i + 1 < text.size() && text[i + 1] == '{') out += '\\';
        out += '$';
        break;
      default:
        out += text[i];
    }
  }
  out += '"';
}

bool is_identifier(std::string_view text) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  auto more = [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '\''; };
  if (text.empty() || !letter(text[0])) return false;
  for (char c : text) {
    if (!letter(c) && !more(c)) return false;
  }
  static constexpr std::string_view keywords[] = {"if",  "then", "else", "assert", "with",
                                                  "let", "in",   "rec",  "inherit"};
  return std::find(std::begin(keywords), std::end(keywords), text) == std::end(keywords);
}

// The value of an evaluated thunk, else the word itself.
V resolved(V v) {
  while (tag_of(v) == Tag::Thunk && pointer<Thunk>(v)->code == Thunk::Done)
    v = pointer<Thunk>(v)->captures[0];
  return v;
}

bool is_running(V v) {
  return tag_of(v) == Tag::Thunk && pointer<Thunk>(v)->code == Thunk::Running;
}

// Which sets and lists were printed. A set is known by its object. A list is known by the slot that holds it:
// two slots may hold one object because a select copied the word, and these the reference prints twice.
class Seen {
 public:
  bool first(const void* p) { return seen_.insert(p).second; }

 private:
  std::set<const void*> seen_;
};

// The scalars that all textual forms print alike. False for sets, lists, functions and thunks.
bool append_scalar(std::string& out, V v, std::size_t max_string) {
  if (Evaluator::is_int(v)) {
    out += fmt::format("{}", Evaluator::int_value(v));
  } else if (Evaluator::is_float(v)) {
    out += print_float(Evaluator::float_value(v));
  } else if (v == kTrue || v == kFalse) {
    out += v == kTrue ? "true" : "false";
  } else if (v == kNull) {
    out += "null";
  } else if (Evaluator::is_string(v)) {
    append_quoted(out, Evaluator::string_view_of(v), max_string);
  } else if (Evaluator::is_path(v)) {
    out += Evaluator::path_view(v);
  } else {
    return false;
  }
  return true;
}

class PlainPrinter {
 public:
  PlainPrinter(Evaluator& e, ContextSet* context) : e_(e), context_(context) {}

  std::string take() { return std::move(out_); }

  void print(V* slot) {
    Evaluator::Depth depth(e_);
    e_.spend(1);
    e_.check_text(out_.size());
    V v = resolved(*slot);
    if (append_scalar(out_, v, PrintOptions::kUnlimited)) {
      if (context_ && Evaluator::is_string(v)) context_->add(Evaluator::context_of(v));
    } else if (Evaluator::is_attrs(v)) {
      print_attrs(v);
    } else if (Evaluator::is_list(v)) {
      print_list(slot, Evaluator::list_of(v));
    } else if (Evaluator::is_function(v)) {
      static constexpr std::string_view names[] = {"<LAMBDA>", "<PRIMOP>", "<PRIMOP-APP>"};
      out_ += names[pointer<FunctionObj>(v)->kind];
    } else {
      out_ += is_running(v) ? "«potential infinite recursion»" : "<CODE>";
    }
  }

 private:
  void print_attrs(V v) {
    const AttrsObj* attrs = e_.flat(v);
    if (attrs->shape->size && !seen_.first(attrs)) {
      out_ += "«repeated»";
      return;
    }
    out_ += "{ ";
    V* values = e_.values_of(v);
    const std::uint32_t* order = e_.by_text(attrs->shape.get());
    for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
      out_ += attribute_name(e_.symbols().text(attrs->shape->keys[order[i]]));
      out_ += " = ";
      print(&values[order[i]]);
      out_ += "; ";
    }
    out_ += '}';
  }

  void print_list(const V* slot, const ListObj* list) {
    if (list->size && !seen_.first(slot)) {
      out_ += "«repeated»";
      return;
    }
    out_ += "[ ";
    for (std::uint32_t i = 0; i < list->size; ++i) {
      print(&slots(list)[i]);
      out_ += ' ';
    }
    out_ += ']';
  }

  Evaluator& e_;
  ContextSet* context_;
  Seen seen_;
  std::string out_;
};

class Printer {
 public:
  Printer(Evaluator& e, const PrintOptions& options) : e_(e), options_(options) {}

  std::string take() { return std::move(out_); }

  void print(V* slot, std::size_t depth) {
    if (!options_.force) return print_evaluated(slot, depth);
    if (options_.throw_errors || (options_.throw_top_level && depth == 0)) {
      e_.force(*slot);
      return print_evaluated(slot, depth);
    }
    // What fails below is printed where it stands, also where part of the value is printed already.
    Status done = e_.guarded([&] {
      e_.force(*slot);
      print_evaluated(slot, depth);
    });
    if (done) return;
    if (done.error().code() == Code::StackDepth) e_.throw_error(std::move(done).error());
    out_ += fmt::format("«error: {}»", done.error().message());
  }

 private:
  void print_evaluated(V* slot, std::size_t depth) {
    Evaluator::Depth guard(e_);
    e_.spend(1);
    e_.check_text(out_.size());
    V v = resolved(*slot);
    if (append_scalar(out_, v, options_.max_string)) return;
    if (Evaluator::is_attrs(v)) {
      print_attrs(v, depth);
    } else if (Evaluator::is_list(v)) {
      print_list(slot, Evaluator::list_of(v), depth);
    } else if (Evaluator::is_function(v)) {
      print_function(pointer<FunctionObj>(v));
    } else {
      out_ += is_running(v) ? "«potential infinite recursion»" : "«thunk»";
    }
  }

  void space(bool on_lines) {
    if (on_lines) {
      out_ += '\n';
      out_.append(indent_, ' ');
    } else {
      out_ += ' ';
    }
  }

  // On lines of their own: more than one item, or one that has a structure of its own.
  bool on_lines(std::uint32_t count, V* first) {
    if (options_.indent == 0 || count == 0) return false;
    if (count > 1) return true;
    if (options_.force) e_.force(*first);
    V v = resolved(*first);
    return Evaluator::is_list(v) || Evaluator::is_attrs(v) || tag_of(v) == Tag::Thunk;
  }

  void elided(std::uint32_t count, std::string_view single, std::string_view plural) {
    out_ += fmt::format("«{} {} elided»", count, count == 1 ? single : plural);
  }

  // Slots in the order of names; where only some are printed, those that say what the set is come first.
  std::vector<std::uint32_t> order_of(const Shape* shape) {
    const std::uint32_t* by_text = e_.by_text(shape);
    std::vector<std::uint32_t> order(by_text, by_text + shape->size);
    if (options_.max_attrs != PrintOptions::kUnlimited) {
      std::stable_partition(order.begin(), order.end(), [&](std::uint32_t slot) {
        std::string_view name = e_.symbols().text(shape->keys[slot]);
        return name == "type" || name == "_type";
      });
    }
    return order;
  }

  void print_attrs(V v, std::size_t depth) {
    const AttrsObj* attrs = e_.flat(v);
    const std::uint32_t count = attrs->shape->size;
    if (count && !seen_.first(attrs)) {
      out_ += "«repeated»";
      return;
    }
    if (options_.force && options_.derivation_paths && e_.is_derivation(v)) return print_derivation(v);
    if (depth >= options_.max_depth) {
      out_ += "{ ... }";
      return;
    }
    indent_ += options_.indent;
    out_ += '{';
    V* values = e_.values_of(v);
    const std::vector<std::uint32_t> order = order_of(attrs->shape.get());
    const bool lines = count && on_lines(count, &values[order[0]]);
    for (std::uint32_t i = 0; i < count; ++i) {
      space(lines);
      if (attrs_printed_ >= options_.max_attrs) {
        elided(count - i, "attribute", "attributes");
        break;
      }
      out_ += attribute_name(e_.symbols().text(attrs->shape->keys[order[i]]));
      out_ += " = ";
      print(&values[order[i]], depth + 1);
      out_ += ';';
      ++attrs_printed_;
    }
    indent_ -= options_.indent;
    space(lines);
    out_ += '}';
  }

  void print_list(const V* slot, const ListObj* list, std::size_t depth) {
    if (list->size && !seen_.first(slot)) {
      out_ += "«repeated»";
      return;
    }
    if (depth >= options_.max_depth) {
      out_ += "[ ... ]";
      return;
    }
    indent_ += options_.indent;
    out_ += '[';
    const bool lines = on_lines(list->size, slots(list));
    for (std::uint32_t i = 0; i < list->size; ++i) {
      space(lines);
      if (items_printed_ >= options_.max_list_items) {
        elided(list->size - i, "item", "items");
        break;
      }
      print(&slots(list)[i], depth + 1);
      ++items_printed_;
    }
    indent_ -= options_.indent;
    space(lines);
    out_ += ']';
  }

  void print_derivation(V v) {
    out_ += "«derivation";
    if (V* path = e_.find(v, "drvPath")) {
      ContextSet ignored;
      out_ += ' ';
      out_ += e_.coerce_to_string(*path, kNoPos, ignored, {}, "while evaluating the drvPath of a derivation");
    }
    out_ += "»";
  }

  void print_function(const FunctionObj* function) {
    switch (function->kind) {
      case FunctionObj::Lambda:
        return print_lambda(*ast::Ref<ast::LambdaNode>{function->code});
      case FunctionObj::Primitive:
        out_ += "«primop ";
        break;
      default:
        out_ += "«partially applied primop ";
    }
    std::string_view name = builtins()[function->code].name;
    if (name.starts_with("__")) name.remove_prefix(2);
    out_ += name;
    out_ += "»";
  }

  void print_lambda(const ast::LambdaNode& lambda) {
    out_ += "«lambda";
    if (lambda.name) {
      out_ += ' ';
      out_ += e_.symbols().text(lambda.name);
    }
    if (const SourceFile* file = e_.sources().find(lambda.pos)) {
      LineColumn where = e_.sources().locate(lambda.pos);
      out_ += fmt::format(" @ {}:{}:{}", file->name, where.line, where.column);
    }
    out_ += "»";
  }

  Evaluator& e_;
  const PrintOptions& options_;
  Seen seen_;
  std::string out_;
  std::size_t indent_ = 0;
  std::size_t attrs_printed_ = 0;
  std::size_t items_printed_ = 0;
};

}  // namespace

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text, PrintOptions::kUnlimited);
  return out;
}

std::string attribute_name(std::string_view text) {
  return is_identifier(text) ? std::string(text) : quoted(text);
}

std::string print_plain(Evaluator& evaluator, V value, ContextSet* context) {
  PlainPrinter printer(evaluator, context);
  printer.print(&value);
  return printer.take();
}

std::string print_value(Evaluator& evaluator, V value, const PrintOptions& options) {
  Printer printer(evaluator, options);
  printer.print(&value, 0);
  return printer.take();
}

std::string show_value(Evaluator& evaluator, V value, unsigned depth) {
  return print_value(evaluator, value,
                     {.max_depth = depth, .max_attrs = 10, .max_list_items = 10, .max_string = 1024});
}

}  // namespace hm
