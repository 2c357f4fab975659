-- A person's session in Neovim, without a screen: prints what its own list of diagnostics says, a line a step.
local root = vim.env.ROOT

local function wait(what, met)
  if not vim.wait(60000, met, 20) then
    print("GAVE UP waiting for " .. what .. "\n")
    vim.cmd("cquit")
  end
end

local function listed(buffer)
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(buffer, { severity = { min = vim.diagnostic.severity.WARN } })) do
    table.insert(found, (one.lnum + 1) .. " " .. tostring(one.code or one.user_data.lsp.code))
  end
  table.sort(found)
  return table.concat(found, ", ")
end

local function open(file)
  vim.cmd("edit " .. root .. "/" .. file)
  return vim.api.nvim_get_current_buf()
end

local service = open("public.yaml")
local deployment = open("deployment.yaml")
local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
wait("one server for both files", function() return #clients() == 1 end)
local client = clients()[1].id
wait("the broken tree's diagnostics", function() return listed(service) ~= "" end)
print("opened: " .. listed(service) .. "\n")

vim.api.nvim_buf_set_lines(deployment, 13, 14, true, { "        app: web" })
vim.cmd("write")
wait("no diagnostics after mending", function() return listed(service) == "" end)
print("mended: " .. listed(service) .. "\n")

vim.api.nvim_set_current_buf(service)
vim.api.nvim_buf_set_lines(service, 11, 12, true, { "      targetPort: htpp" })
vim.cmd("write")
wait("the port's diagnostic", function() return listed(service) ~= "" end)
print("broken: " .. listed(service) .. "\n")

vim.api.nvim_win_set_cursor(0, { 12, 20 })
local parameters = vim.lsp.util.make_range_params()
parameters.context = { diagnostics = {} }
local answers = vim.lsp.buf_request_sync(service, "textDocument/codeAction", parameters, 60000)
for _, action in ipairs(answers[client].result) do
  if action.title:find("^Ignore") then
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  end
end
wait("the ignore to hide it", function() return listed(service) == "" end)
print("ignored: " .. vim.trim(vim.api.nvim_buf_get_lines(service, 11, 12, true)[1]) .. "\n")

parameters.position = { line = 7, character = 8 }
local hover = vim.lsp.buf_request_sync(service, "textDocument/hover", parameters, 60000)
print("hover: " .. hover[client].result.contents.value .. "\n")
vim.lsp.stop_client(client)
wait("the server to leave", function() return vim.lsp.client_is_stopped(client) end)
vim.cmd("qall!")
