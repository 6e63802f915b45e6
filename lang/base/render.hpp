// A Diagnostic as text: for a terminal, as JSON, as annotations of GitHub's workflows, as SARIF.
//
//   error: undefined variable 'enabel' [undefined-variable]
//     --> /home/sean/home.nix:3:18
//      |
//    3 |   programs.git = enabel;
//      |                  ^^^^^^
//      = hint: did you mean 'enable'?
//      … while evaluating the attribute 'programs.git', at /home/sean/home.nix:3:3
//      … and 137 more frames (--show-trace shows them)
//
// The first line is "error: " and the message, unchanged, so that tools which look for the reference's texts
// find them; the code follows it in brackets. What the user wrote comes first: where the first label points
// into a library, the innermost frame in one of the user's own files is shown before it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lang/base/diagnostic.hpp"
#include "lang/base/source.hpp"

namespace hm {

// Is this one of the user's own files (and not a library's)? Null: all are.
using IsUserFile = std::function<bool(const SourceFile& file)>;

struct RenderOptions {
  bool colour = false;
  bool show_trace =
      false;  // every frame; otherwise the user's, contexts and derivations, about a screen of them
  unsigned width = 100;  // columns; longer source lines are cut around what is marked. 0: never
  IsUserFile is_user_file;
  std::string relative_to;  // a directory: files in it are named relative to it (GitHub and SARIF need that)
};

// Several lines, the last one ended. User text is made safe for a terminal (visible.hpp).
std::string render(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options);

// Where to look: the first label, or the innermost frame in a user's file where that label is in a library.
Span primary_place(const Diagnostic& diagnostic, const SourceMap& sources, const IsUserFile& is_user_file);

inline constexpr int kDiagnosticJsonVersion = 1;
// One JSON object on one line:
//   { "code", "severity", "message", "labels": [ { "file", "line", "column", "endLine", "endColumn", "text" }
//   ],
//     "notes": [], "hint"?, "trace": [ { "kind", "text", "user", "file"?, "line"?, "column"? } ], "cycle"? }
// "cycle" counts the frames, innermost first, in which a value needs itself.
std::string diagnostic_json(const Diagnostic& diagnostic, const SourceMap& sources,
                            const RenderOptions& options);
// { "version": 1, "diagnostics": [ … ] } on several lines.
std::string render_json(const std::vector<Diagnostic>& diagnostics, const SourceMap& sources,
                        const RenderOptions& options);
// "::error file=…,line=…,col=…::…": one line.
std::string render_github(const Diagnostic& diagnostic, const SourceMap& sources,
                          const RenderOptions& options);
// A whole SARIF 2.1.0 log.
std::string render_sarif(const std::vector<Diagnostic>& diagnostics, const SourceMap& sources,
                         const RenderOptions& options);

}  // namespace hm
