// hm packages and hm news: what the current generation says.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/activation.hpp"
#include "activate/cli/configuration.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

struct PackagesOptions {
  bool json = false;
};

std::string_view origin_text(std::string_view origin) {
  if (origin == "host") return "from this machine";
  if (origin == "missing") return "missing: a stub";
  return "";
}

Result<int> packages(Program& program, const PackagesOptions& o) {
  HM_TRY(auto current, activate::current_generation(program.fs, place_of(program)));
  if (current.store_path.empty()) return fail(Code::NotFound, "there is no generation yet").hint("hm switch makes the first");
  HM_TRY(auto manifest, read_manifest(current.store_path));
  if (o.json) {
    Json list = Json::array();
    for (const auto& p : manifest.packages) {
      list.push_back({{"name", p.name}, {"version", p.version}, {"path", p.path}, {"origin", p.origin}, {"program", p.program}});
    }
    put_json("packages", 1, {{"generation", current.number}, {"packages", list}});
    return kDone;
  }
  for (const auto& p : manifest.packages) {
    std::string line = visible(p.name);
    if (!p.version.empty()) line += "-" + visible(p.version);
    auto origin = origin_text(p.origin);
    if (!origin.empty()) line += fmt::format("  ({}{}{})", origin, p.program.empty() ? "" : ": ", visible(p.program));
    put(line + "\n");
  }
  return kDone;
}

struct NewsOptions {
  ConfigurationOptions configuration;
  bool json = false;
};

Result<int> news(Program& program, const NewsOptions& o) {
  HM_TRY(auto file, configuration_file(program, o.configuration));
  HM_TRY(auto c, Configuration::open(program, o.configuration, file, store_directory(program.places), nullptr));
  HM_TRY(V whole, c->unchecked());
  Json list = Json::array();
  HM_CHECK(c->evaluator().guarded([&] {
    Evaluator& e = c->evaluator();
    V entries = c->evaluation().select_path(whole, "config.news.entries");
    const ListObj* items = e.force_list(entries, kNoPos, "while reading the news");
    for (std::uint32_t i = 0; i < items->size; ++i) {
      V item = items->items[i];
      e.force_attrs(item, kNoPos, "while reading the news");
      auto text = [&](std::string_view name) -> std::string {
        V* slot = e.find(item, name);
        if (!slot) return "";
        ContextSet context;
        return std::string(e.force_string(*slot, kNoPos, "while reading the news", context));
      };
      V* condition = e.find(item, "condition");
      if (condition && !e.force_bool(*condition, kNoPos, "while reading the news")) continue;
      list.push_back({{"time", text("time")}, {"message", text("message")}});
    }
  }));
  if (o.json) {
    put_json("news", 1, {{"entries", list}});
    return kDone;
  }
  for (const auto& entry : list) {
    put(fmt::format("{}\n{}\n\n", program.terminal.out.bold(entry["time"].get<std::string>()), visible(entry["message"].get<std::string>())));
  }
  if (list.empty()) put("No news for the options in use.\n");
  return kDone;
}

}  // namespace

Action declare_packages(Arguments& a) {
  auto o = std::make_shared<PackagesOptions>();
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return packages(program, *o); };
}

Action declare_news(Arguments& a) {
  auto o = std::make_shared<NewsOptions>();
  a.flag("--json", o->json, "print as JSON");
  declare_configuration(a, o->configuration);
  return [o](Program& program) { return news(program, *o); };
}

}  // namespace hm
