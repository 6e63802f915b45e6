// hm instantiate: expressions to derivations in the store.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/build.hpp"
#include "activate/cli/evaluation.hpp"
#include "activate/cli/report.hpp"

namespace hm {

namespace {

struct InstantiateOptions {
  EvaluationOptions evaluation;
  std::vector<std::string> files;
  bool expression = false, json = false, indirect = false;
  std::vector<std::string> attributes;
  std::string root;
};

class Instantiate {
 public:
  explicit Instantiate(Evaluation& evaluation) : evaluation_(evaluation), e_(evaluation.evaluator()) {}

  // A derivation, or the derivations in a set or list (and in the sets in it that ask for it). Throws EvalError.
  void collect(V value, bool outermost) {
    value = evaluation_.call_with_arguments(e_.force(value));
    if (Evaluator::is_attrs(value)) {
      if (e_.is_derivation(value)) return take(value);
      V* deeper = e_.find(value, "recurseForDerivations");
      if (!outermost && !(deeper && e_.force(*deeper) == kTrue)) return;
      const AttrsObj* flat = e_.flat(value);
      const std::uint32_t* order = e_.by_text(flat->shape.get());
      for (std::uint32_t i = 0; i < flat->shape->size; ++i) collect(e_.values_of(value)[order[i]], false);
    } else if (Evaluator::is_list(value)) {
      const ListObj* list = Evaluator::list_of(value);
      for (std::uint32_t i = 0; i < list->size; ++i) collect(list->items[i], outermost);
    } else if (outermost) {
      evaluation_.force_derivation(value);  // says what was found instead
    }
  }

  struct Found {
    std::string derivation, output;
  };
  std::vector<Found> found;

 private:
  void take(V value) {
    auto text = [&](std::string_view name) -> std::string {
      V* slot = e_.find(value, name);
      if (!slot) return "";
      ContextSet context;
      return std::string(e_.force_string(*slot, kNoPos, "while reading a derivation", context));
    };
    found.push_back({text("drvPath"), text("outputName")});
  }

  Evaluation& evaluation_;
  Evaluator& e_;
};

Result<int> run(Program& program, const InstantiateOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  auto files = o.files;
  if (files.empty()) files.emplace_back("default.nix");
  HM_TRY(auto evaluation, Evaluation::open(program, o.evaluation, store->dir(), store.get(),
                                           absolute_path(files.front(), current_directory())));
  auto attributes = o.attributes;
  if (attributes.empty()) attributes.emplace_back();
  Instantiate all(*evaluation);
  for (const auto& file : files) {
    HM_TRY(V root, o.expression ? evaluation->text(file, "«string»") : evaluation->file(file));
    HM_CHECK(evaluation->evaluator().guarded([&] {
      for (const auto& path : attributes) all.collect(evaluation->select_path(root, path), true);
    }));
  }
  HM_CHECK(store->flush());
  Json list = Json::array();
  for (std::size_t i = 0; i < all.found.size(); ++i) {
    const auto& one = all.found[i];
    std::string shown = one.derivation;
    if (!o.root.empty()) {
      shown = absolute_path(i == 0 ? o.root : fmt::format("{}-{}", o.root, i + 1), current_directory());
      HM_CHECK(make_result_link(*store, shown, one.derivation));
    }
    if (!one.output.empty() && one.output != "out") shown += "!" + one.output;
    list.push_back({{"derivation", one.derivation}, {"output", one.output}});
    if (!o.json) put(shown + "\n");
  }
  if (o.json) put_json("instantiate", 1, {{"derivations", list}});
  if (o.evaluation.stats) evaluation->print_statistics();
  return kDone;
}

}  // namespace

Action declare_instantiate(Arguments& a) {
  auto o = std::make_shared<InstantiateOptions>();
  a.positional("FILE", &o->files, "what to evaluate (default.nix)");
  a.flag("-E,--expr", o->expression, "the arguments are expressions, not files");
  a.option("-A,--attr", "PATH", &o->attributes, "select an attribute: a.b.c");
  a.option("--add-root", "LINK", &o->root, "keep the derivation as long as this link stands");
  a.flag("--indirect", o->indirect, "accepted for scripts of the reference; roots are always so");
  a.flag("--json", o->json, "print as JSON");
  declare_evaluation(a, o->evaluation);
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
