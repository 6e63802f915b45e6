// Errors: how they are thrown, what the way to them looked like, and the wording of those the evaluator finds itself.
#include <algorithm>
#include <utility>

#include "lang/eval/attrs.hpp"
#include "lang/eval/interpreter.hpp"
#include "lang/eval/provenance.hpp"

namespace hm {

namespace {

constexpr std::size_t kNamesListed = 8;   // of a set that lacks an attribute
constexpr std::size_t kMaxFrames = 4096;  // a trace longer than this is cut in the middle when it is rendered anyway

std::string lambda_name(const SymbolTable& symbols, ast::Ref<ast::LambdaNode> lambda) {
  return lambda->name ? std::string(symbols.text(lambda->name)) : "anonymous lambda";
}

std::string size(std::size_t bytes) {
  constexpr std::size_t kMebi = std::size_t{1} << 20;
  if (bytes >= kMebi) return fmt::format("{} MiB", bytes / kMebi);
  return bytes >= 1024 ? fmt::format("{} KiB", bytes / 1024) : fmt::format("{} bytes", bytes);
}

}  // namespace

void Evaluator::throw_error(Error error) {
  if (!stack_is_low_fast()) add_provenance(*this, error);
  unwind(error, boundary_);
  throw EvalError(std::move(error));
}

// Walks the activations down to `boundary`: each thunk on the way is marked failed (forcing it again throws the same
// error), each step becomes a frame of the trace. Nothing was caught on the way: this is all that failing costs.
void Evaluator::unwind(Error& error, Activation* boundary) {
  constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::uint32_t failure = kNone;
  const Thunk* const repeated = std::exchange(state_->repeated, nullptr);
  for (Activation* a = top_; a && a != boundary; a = a->previous) {
    if (a->kind == Activation::Force && error.code() == Code::Interrupted) {
      a->thunk->code = a->code;  // as it was
    } else if (a->kind == Activation::Force) {
      if (failure == kNone) {
        failure = static_cast<std::uint32_t>(state_->failures.size());
        state_->failures.push_back(error.clone());
      }
      a->thunk->code = Thunk::Failed;
      a->thunk->captures[0] = failure;
    }
    if (error.diagnostic().trace.size() < kMaxFrames) add_frame(error.diagnostic(), *a);
    if (repeated && a->kind == Activation::Force && a->thunk == repeated) {
      error.diagnostic().cycle = error.diagnostic().trace.size();
    }
  }
  top_ = boundary;
}

void Evaluator::add_frame(Diagnostic& d, const Activation& a) {
  using Frame = TraceFrame;
  switch (a.kind) {
    case Activation::Force:
      if (a.code >= Thunk::kFirstNode) {
        const ast::Ref<ast::DelayNode> node{a.code};
        if (node->name) {
          d.trace.push_back({Frame::Kind::Evaluating, node->pos,
                             fmt::format("while evaluating the attribute '{}'", symbols_.text(node->name))});
        }
      }
      return;
    case Activation::Call: {
      const ast::Ref<ast::LambdaNode> lambda{a.code};
      const std::string name = lambda->name ? fmt::format("'{}'", symbols_.text(lambda->name)) : "anonymous lambda";
      d.trace.push_back({Frame::Kind::Calling, a.pos, fmt::format("while calling {}", name)});
      return;
    }
    case Activation::Context:
      d.trace.push_back({Frame::Kind::Context, a.pos, std::string(a.doing)});
      return;
    case Activation::Primitive: {
      std::string_view name = builtins()[a.code].name;
      if (name.starts_with("__")) name.remove_prefix(2);
      // Its message is the frame.
      if (name == "addErrorContext") return;
      d.trace.push_back({Frame::Kind::Builtin, a.pos, fmt::format("while calling the '{}' builtin", name)});
      return;
    }
    case Activation::Attribute:
      d.trace.push_back({Frame::Kind::Evaluating, a.pos,
                         fmt::format("while evaluating the attribute '{}'", symbols_.text(Symbol{a.code}))});
      return;
    case Activation::Element:
      d.trace.push_back({Frame::Kind::Evaluating, a.pos, fmt::format("while evaluating list element at index {}", a.code)});
      return;
    case Activation::Explained:
      explain(d, static_cast<const ExplainedActivation&>(a));
      return;
  }
}

// The text may have to be evaluated, in the middle of failing: from the outside of the step, as if it had just
// begun, and with a failure of its own forgotten in favour of the one at hand.
void Evaluator::explain(Diagnostic& d, const ExplainedActivation& a) {
  if (stack_is_low_fast()) return;
  Activation* const top = top_;
  top_ = a.previous;
  std::string text;
  const bool made = guarded([&] { text = a.text(a.closure); }).ok();
  top_ = top;
  if (made) d.trace.push_back({static_cast<TraceFrame::Kind>(a.code), a.pos, std::move(text)});
}

std::string Evaluator::describe(Pos pos) const {
  const SourceFile* file = sources_.find(pos);
  if (!file) return "an unknown place";
  const LineColumn at = sources_.locate(pos);
  return fmt::format("{}:{}:{}", file->name, at.line, at.column);
}

V Evaluator::position_value(Pos pos) {
  const SourceFile* file = sources_.find(pos);
  if (!file || !file->is_path) return kNull;
  const LineColumn at = sources_.locate(pos);
  AttrsBuilder set(*this, 3);
  set.add(state_->known.file, make_string(file->name));
  set.add(state_->known.line, make_int(at.line));
  set.add(state_->known.column, make_int(at.column));
  return set.finish();
}

// --- wording ------------------------------------------------------------------------------------------------

void Evaluator::type_error(V value, std::string_view expected, Pos pos, std::string_view doing) {
  Error e = hm::fail(Code::TypeMismatch, "expected {} but found {}: {}", expected, type_name(value), show(value));
  if (!doing.empty()) e.context(std::string(doing));
  // In a builtin the position is that of the call, not of the value, unless an argument is named.
  std::string text = fmt::format("this is {}", type_name(value));
  if (doing == "while selecting an attribute") text = fmt::format("selected from {}", type_name(value));
  const bool of_the_value = !top_ || top_->kind != Activation::Primitive || names_a_part(e.diagnostic());
  throw_error(std::move(e.at(token_span(pos), of_the_value ? std::move(text) : "")));
}

void Evaluator::not_a_function(V value, Pos pos) {
  throw_error(hm::fail(Code::TypeMismatch, "attempt to call something which is not a function but {}: {}",
                       type_name(value), show(value))
                  .at(token_span(pos)));
}

void Evaluator::undefined_variable(Symbol name, Pos pos, V with_chain) {
  std::vector<std::string_view> names;
  for (V at = with_chain; at != 0; at = pointer<Box>(at)->with.parent) {
    const AttrsObj* scope = flat(pointer<Box>(at)->with.scope);
    for (std::uint32_t i = 0; i < scope->shape->size; ++i) names.push_back(symbols_.text(scope->shape->keys[i]));
  }
  throw_error(hm::fail(Code::UndefinedVariable, "undefined variable '{}'", symbols_.text(name))
                  .at(token_span(pos))
                  .hint(did_you_mean(symbols_.text(name), names)));
}

void Evaluator::missing_argument(ast::Ref<ast::LambdaNode> lambda, Symbol formal, Pos call) {
  throw_error(hm::fail(Code::MissingArgument, "function '{}' called without required argument '{}'",
                       lambda_name(symbols_, lambda), symbols_.text(formal))
                  .at(token_span(lambda->pos), "the function")
                  .at(token_span(call), "called here"));
}

namespace {

// A module that names its arguments without "..." fails at the first of the others, which nobody thinks of.
std::string unexpected_hint(std::string similar, const std::vector<std::string_view>& formals) {
  const auto is_module_argument = [](std::string_view name) {
    return name == "config" || name == "pkgs" || name == "lib";
  };
  if (!similar.empty() || std::none_of(formals.begin(), formals.end(), is_module_argument)) return similar;
  return fmt::format("a module is given more than it names: write {{ {}, ... }}:", fmt::join(formals, ", "));
}

}  // namespace

void Evaluator::unexpected_argument(ast::Ref<ast::LambdaNode> lambda, V set, Pos call) {
  const AttrsObj* given = flat(set);
  const std::uint32_t* order = by_text(given->shape.get());
  std::vector<std::string_view> formals;
  for (std::uint32_t i = 0; i < lambda->formal_count; ++i) formals.push_back(symbols_.text(lambda->formals[i].name));
  for (std::uint32_t i = 0; i < given->shape->size; ++i) {
    const std::string_view name = symbols_.text(given->shape->keys[order[i]]);
    if (std::find(formals.begin(), formals.end(), name) != formals.end()) continue;
    throw_error(hm::fail(Code::UnexpectedArgument, "function '{}' called with unexpected argument '{}'",
                         lambda_name(symbols_, lambda), name)
                    .at(token_span(lambda->pos), "the function")
                    .at(token_span(call), "called here")
                    .hint(unexpected_hint(did_you_mean(name, formals), formals)));
  }
  error(Code::Internal, call, "an argument counted as unexpected was not found");
}

void Interpreter::missing_attribute(Evaluator& ev, V attrs, Symbol name, Pos pos) {
  std::vector<std::string_view> names;
  const AttrsObj* set = ev.flat(attrs);
  for (std::uint32_t i = 0; i < set->shape->size; ++i) names.push_back(ev.symbols().text(set->shape->keys[i]));
  Error e = fail(Code::MissingAttribute, "attribute '{}' missing", ev.symbols().text(name)).at(ev.token_span(pos));
  if (ev.state_->missing.count(name.id) && attrs == ev.state_->builtins_set) {
    e.note(fmt::format("builtins.{} exists in the reference implementation and is not part of hm yet", ev.symbols().text(name)));
  }
  e.hint(ev.did_you_mean(ev.symbols().text(name), names));
  if (e.diagnostic().hint.empty() && names.size() <= kNamesListed) {
    std::sort(names.begin(), names.end());
    e.note(names.empty() ? "the set is empty" : fmt::format("the set has: {}", fmt::join(names, ", ")));
  }
  ev.throw_error(std::move(e));
}

void Evaluator::missing_builtin(std::uint32_t builtin, Pos pos) {
  error(Code::MissingBuiltin, pos, "builtins.{} is not part of hm yet", builtins()[builtin].name);
}

// --- limits -------------------------------------------------------------------------------------------------

void Evaluator::infinite_recursion(const Thunk* thunk) {
  Error e = hm::fail(Code::InfiniteRecursion, "infinite recursion encountered");
  // The cycle is what lies between the top and the activation that forces this very thunk.
  Pos entry = kNoPos;
  for (Activation* a = top_; a; a = a->previous) {
    if (a->kind == Activation::Force && a->thunk == thunk) {
      if (a->code >= Thunk::kFirstNode) entry = ast::Ref<ast::DelayNode>{a->code}->pos;
      break;
    }
  }
  Pos use = kNoPos;
  for (Activation* a = top_; a && use == kNoPos; a = a->previous) {
    if (a->kind == Activation::Force && a->code >= Thunk::kFirstNode) use = ast::Ref<ast::DelayNode>{a->code}->pos;
  }
  e.at(token_span(use), "needs a value that is still being computed");
  if (entry != kNoPos && entry != use) e.at(token_span(entry), "this one");
  state_->repeated = thunk;
  throw_error(std::move(e));
}

void Evaluator::too_deep() {
  depth_ = 0;  // what renders the values of the message may nest again; restored where this is caught
  Pos pos = kNoPos;
  for (Activation* a = top_; a && pos == kNoPos; a = a->previous) pos = a->pos;
  throw_error(hm::fail(Code::StackDepth, "stack overflow; max-call-depth exceeded").at(token_span(pos)));
}

namespace {
constexpr std::string_view kNoMoreHint = "this is the most that values can take, whatever --max-heap says";
}

void Evaluator::out_of_memory() {
  // Room for the message. What did not fit may have been one large thing, with much room left beside it.
  heap_.set_limit(std::max(max_heap_, heap_.used()) + (std::size_t{16} << 20));
  Pos pos = kNoPos;
  for (Activation* a = top_; a && pos == kNoPos; a = a->previous) pos = a->pos;
  Error e = hm::fail(Code::HeapLimit, "the evaluation needs more than the {} of memory it may have", size(max_heap_));
  if (max_heap_ == kMostHeap) e = std::move(e).hint(std::string(kNoMoreHint));
  throw_error(std::move(e).at(token_span(pos)));
}

void Evaluator::text_too_long(Pos pos) {
  Error e = hm::fail(Code::HeapLimit, "a string grows beyond the memory limit");
  if (max_heap_ == kMostHeap) e = std::move(e).hint(std::string(kNoMoreHint));
  throw_error(std::move(e).at(token_span(pos)));
}

void Evaluator::clear_interruption() {
  if (!interrupted_) return;
  interrupted_ = 0;
  steps_left_ = options_.max_steps ? options_.max_steps : ~std::uint64_t{0};
}

void Evaluator::out_of_steps(Pos pos) {
  if (interrupted_) {
    clear_interruption();
    throw_error(hm::fail(Code::Interrupted, "interrupted").at(token_span(pos)));
  }
  grace_ = std::max<std::uint64_t>(grace_ / 2, 1);
  steps_left_ = grace_;
  throw_error(hm::fail(Code::StepLimit, "the evaluation takes more than {} steps", options_.max_steps).at(token_span(pos)));
}

}  // namespace hm
