#include "activate/cli/report.hpp"

#include <unistd.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "activate/cli/command.hpp"
#include "activate/cli/terminal.hpp"
#include "lang/base/render.hpp"
#include "lang/eval/host.hpp"

namespace hm {

void put_json(std::string_view document, int version, const Json& fields) {
  Json whole{{"hm", document}, {"version", version}};
  whole.update(fields);
  // Names of files need not be UTF-8; they must not make the answer fail.
  put(whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

// "… at /home/sean/home.nix:6:22": the module system can say where a definition stands only in words. Where nothing
// else points into the user's files, the words become the first label.
Diagnostic with_definition(const Diagnostic& diagnostic, const SourceMap& sources) {
  Diagnostic pointed = diagnostic;
  for (const auto& frame : diagnostic.trace) {
    auto at = frame.text.find(" the definition at /");
    if (frame.kind != TraceFrame::Kind::Context || at == std::string::npos) continue;
    std::string place = frame.text.substr(frame.text.find('/', at));
    auto column_colon = place.rfind(':');
    auto line_colon = place.rfind(':', column_colon - 1);
    if (column_colon == std::string::npos || line_colon == std::string::npos) continue;
    const SourceFile* file = sources.find_name(place.substr(0, line_colon));
    if (!file) continue;
    auto line = std::strtoul(place.c_str() + line_colon + 1, nullptr, 10);
    auto column = std::strtoul(place.c_str() + column_colon + 1, nullptr, 10);
    std::string_view text = file->view();
    std::size_t offset = 0;
    for (unsigned long i = 1; i < line && offset != std::string_view::npos; ++i) {
      offset = text.find('\n', offset);
      if (offset != std::string_view::npos) ++offset;
    }
    if (offset == std::string_view::npos || offset + column - 1 >= text.size()) continue;
    auto begin = static_cast<Pos>(file->begin + offset + column - 1);
    std::size_t end = text.find_first_of(" \t\n.=;{}", offset + column - 1);
    if (end == std::string_view::npos) end = text.size();
    pointed.labels.insert(pointed.labels.begin(), Label{{begin, static_cast<Pos>(file->begin + end)}, "this definition"});
    return pointed;
  }
  return pointed;
}

RenderOptions Program::render_options() const {
  RenderOptions options;
  options.colour = terminal.err.colour;
  options.width = static_cast<unsigned>(terminal.width);
  options.show_trace = show_trace;
  options.is_user_file = [](const SourceFile& file) { return !file.name.starts_with(kEmbeddedPrefix); };
  return options;
}

int Program::report(const Diagnostic& diagnostic) const {
  flush_output();
  write_all(STDERR_FILENO, render(with_definition(diagnostic, sources), sources, render_options()));
  for (const auto& sibling : diagnostic.siblings) {
    write_all(STDERR_FILENO, render(sibling, sources, render_options()));
  }
  return exit_status(diagnostic);
}

int exit_status(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::Error) return kDone;
  switch (info(diagnostic.code).blame) {
    case Blame::Configuration: return kConfigurationWrong;
    case Blame::Usage: return kUsageWrong;
    case Blame::Conflict: return kInTheWay;
    case Blame::Machine: return kMachineRefused;
    case Blame::Bug: return kBug;
  }
  return kBug;
}

}  // namespace hm
