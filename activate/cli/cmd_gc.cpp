// hm gc: deletes what no generation and no result link needs.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/build.hpp"
#include "activate/cli/interruption.hpp"
#include "activate/cli/report.hpp"
#include "activate/cli/size_text.hpp"

namespace hm {

namespace {

struct GcVerbOptions {
  bool dry_run = false, json = false, keep_outputs = false, drop_derivations = false;
};

Result<int> run(Program& program, const GcVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  Interruption interruption;
  GcOptions options;
  options.dry_run = o.dry_run;
  options.keep_outputs = o.keep_outputs;
  options.keep_derivations = !o.drop_derivations;
  options.interrupted = [] { return Interruption::caught() != 0; };
  HM_TRY(auto report, store->collect_garbage(options));
  if (o.json) {
    Json dead = Json::array();
    for (const auto& path : report.dead) dead.push_back(path.in(store->dir()));
    put_json("gc", 1, {{"dryRun", o.dry_run},
                       {"dead", dead},
                       {"freedBytes", report.freed_bytes},
                       {"live", report.live},
                       {"litter", report.litter},
                       {"staleRoots", report.stale_roots}});
    return kDone;
  }
  if (o.dry_run || program.verbose > 0) {
    for (const auto& path : report.dead) put(path.in(store->dir()) + "\n");
  }
  for (const auto& link : report.stale_roots) program.detail(fmt::format("the link '{}' is gone", link));
  if (report.dead.empty() && report.litter == 0) {
    put(fmt::format("Nothing to delete: all {} objects are needed.\n", report.live));
  } else {
    put(fmt::format("{} {} objects ({}); {} are needed.\n", o.dry_run ? "Would delete" : "Deleted", report.dead.size(),
                    size_text(report.freed_bytes), report.live));
  }
  return kDone;
}

}  // namespace

Action declare_gc(Arguments& a) {
  auto o = std::make_shared<GcVerbOptions>();
  a.flag("-n,--dry-run", o->dry_run, "list what would be deleted");
  a.flag("--keep-outputs", o->keep_outputs, "keep the outputs of derivations that are kept");
  a.flag("--drop-derivations", o->drop_derivations, "do not keep the derivations of outputs that are kept");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
