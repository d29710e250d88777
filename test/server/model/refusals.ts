import type { RefusedParameter } from '../../../server/model/refused-parameters.ts'

/** Where an answer was met (repository#number of a public thread), its body, and what of it is to be blamed. */
export type Refusal = { from: string; body: unknown; refused: RefusedParameter[] }

const openai = (message: string, param: string | null, code: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param, code },
})
const unknown = (...names: string[]): RefusedParameter[] => names.map((name) => ({ name, why: 'unknown' }))
const value = (...names: string[]): RefusedParameter[] => names.map((name) => ({ name, why: 'value' }))
const fixed: RefusedParameter[] = [{ name: 'temperature', why: 'fixed' }]
const completion: RefusedParameter[] = [{ name: 'max_tokens', why: 'unknown', instead: 'max_completion_tokens' }]
const together: RefusedParameter[] = [
  { name: 'temperature', why: 'together' },
  { name: 'top_p', why: 'together' },
]

const MAX_TOKENS =
  "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
const NOT_BOTH = '`temperature` and `top_p` cannot both be specified for this model. Please use only one.'
const wrapped = JSON.stringify(
  openai("Unsupported parameter: 'temperature' is not supported with this model.", 'temperature'),
)

/** As they are remembered, or as a language or a library words them. */
const remembered: Refusal[] = (
  [
    ["Unknown parameter: 'seed'.", unknown('seed')],
    [
      "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
      value('temperature'),
    ],
    ['The parameter `logprobs` is not supported by this model.', unknown('logprobs')],
    ['logprobs: Extra inputs are not permitted', unknown('logprobs')],
    ["parameter 'stop' not supported", unknown('stop')],
    ['max_tokens is deprecated for this model, please use max_completion_tokens', completion],
    ['json: unknown field "seed"', unknown('seed')],
    [
      'json: cannot unmarshal number 0.7 into Go struct field ChatRequest.temperature of type int',
      value('temperature'),
    ],
    [
      '1 validation error for Request\nseed\n  Extra inputs are not permitted [type=extra_forbidden, input_value=7]',
      unknown('seed'),
    ],
    [
      '1 validation error for Request\ntop_p\n  Input should be less than or equal to 1 [type=less_than_equal]',
      value('top_p'),
    ],
    ["Extra inputs are not permitted, field: 'seed', value: 7", unknown('seed')],
    ['extraneous key [seed] is not permitted', unknown('seed')],
    ["unknown field: parameter 'seed' is not a valid field", unknown('seed')],
    ['BAD_REQUEST: seed is not a supported parameter', unknown('seed')],
    ['Argument not supported on this model: topP', unknown('top_p')],
    ['top_logprobs must be between 0 and 20', value('top_logprobs')],
    ['temperature only 1 is supported', fixed],
    ['This model only supports temperature=1.', fixed],
    ['This model only supports the default temperature', fixed],
    ["Unrecognized key(s) in object: 'seed'", unknown('seed')],
    ['seed: unrecognized field', unknown('seed')],
    ["Invalid type for 'max_tokens': expected an integer, but got a string instead.", value('max_tokens')],
    [
      'Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.',
      value('max_tokens'),
    ],
    [
      'max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku',
      value('max_tokens'),
    ],
    [
      'Unable to submit request because it has a temperature value of 2.5 but the supported range is from 0 to 2.0',
      value('temperature'),
    ],
    ['Malformed input request: #/temperature: 1.5 is not less or equal to 1, please try again.', value('temperature')],
    ['#: extraneous key [seed] is not permitted', unknown('seed')],
    ['["At body -> temperature: Input should be less than 2"]', value('temperature')],
    ['Unsupported param: logprobs', unknown('logprobs')],
    ['Range of max_tokens should be [1, 8192]', value('max_tokens')],
    ['This model does not support max_tokens > 4096', value('max_tokens')],
    ['max_tokens (5000) is too large', value('max_tokens')],
    ['temperature 2.5 is out of range', value('temperature')],
    ['max_tokens is too large: this model only supports 4096 completion tokens', value('max_tokens')],
    ['Model grok-4 does not support parameter stop.', unknown('stop')],
  ] satisfies [string, RefusedParameter[]][]
).map(([message, refused]) => ({ from: message, body: { error: { message } }, refused }))

/** Answers of real endpoints that refuse one of our parameters. */
export const refusals: Refusal[] = [
  // OpenAI
  {
    from: 'griptape-ai/ComfyUI-Griptape#312',
    body: openai(MAX_TOKENS, 'max_tokens', 'unsupported_parameter'),
    refused: completion,
  },
  {
    from: 'johny-b/llmcomp#69',
    body: openai(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      'temperature',
      'unsupported_value',
    ),
    refused: fixed,
  },
  {
    from: 'crewAIInc/crewAI#2738',
    body: openai("Unsupported parameter: 'stop' is not supported with this model.", 'stop', 'unsupported_parameter'),
    refused: unknown('stop'),
  },
  {
    from: 'openai/openai-python#1080 (gpt-4-0613)',
    body: openai('Unrecognized request argument supplied: logprobs', null),
    refused: unknown('logprobs'),
  },
  {
    from: 'openai/openai-python#1080 (gpt-4-1106)',
    body: openai("This model does not support the 'logprobs' parameter.", 'logprobs'),
    refused: unknown('logprobs'),
  },
  {
    from: 'confident-ai/deepeval#2184',
    body: openai('You are not allowed to request logprobs from this model', null),
    refused: unknown('logprobs'),
  },
  {
    from: 'algorithmicsuperintelligence/optillm#4',
    body: openai(
      'max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you provided 8192.',
      'max_tokens',
    ),
    refused: value('max_tokens'),
  },
  {
    from: 'lobehub/lobehub#17831',
    body: { detail: 'Unsupported parameter: temperature' },
    refused: unknown('temperature'),
  },
  // Azure
  {
    from: 'jekalmin/extended_openai_conversation#298',
    body: {
      error: {
        ...openai(MAX_TOKENS, 'max_tokens', 'unsupported_parameter').error,
        callstack: ' File "/usr/bin/x", line 8',
      },
    },
    refused: completion,
  },
  {
    from: 'openai/openai-python#1724, of another argument',
    body: openai('Unrecognized request arguments supplied: stream_options, seed', null),
    refused: unknown('seed'),
  },
  // GitHub Copilot's endpoint
  {
    from: 'caozhiyuan/copilot-api#164',
    body: { error: { message: MAX_TOKENS, code: 'invalid_request_body' } },
    refused: completion,
  },
  // vLLM
  {
    from: 'vllm-project/vllm#3657, of another parameter',
    body: {
      object: 'error',
      message:
        "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted', 'input': 7}]",
      ...{ type: 'BadRequestError', param: null, code: 400 },
    },
    refused: unknown('seed'),
  },
  {
    from: 'vllm-project/vllm#31870 (logprobs)',
    body: openai(
      'Requested sample logprobs of 25, which is greater than max allowed: 20 (parameter=logprobs, value=25)',
      'logprobs',
    ),
    refused: value('logprobs'),
  },
  {
    from: 'vllm-project/vllm#31870 (temperature)',
    body: openai('temperature must be non-negative, got -0.5.', 'temperature'),
    refused: value('temperature'),
  },
  // Mistral
  {
    from: 'editor-code-assistant/eca#231',
    body: {
      object: 'error',
      message: {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'max_completion_tokens'],
            msg: 'Extra inputs are not permitted',
            input: 32_000,
          },
        ],
      },
      ...{ type: 'invalid_request_error', param: null, code: null },
    },
    refused: unknown('max_completion_tokens'),
  },
  {
    from: 'mistralai/platform-docs-public#7, of another parameter',
    body: {
      object: 'error',
      message:
        '{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":0.0,"url":"https://errors.pydantic.dev/2.5/v/extra_forbidden"}]}',
      ...{ type: 'internal_error_proxy', param: null, code: '1000' },
    },
    refused: unknown('seed'),
  },
  // NVIDIA NIM
  {
    from: 'BerriAI/litellm#4558, of other parameters',
    body: {
      title: 'Unprocessable Entity',
      status: 422,
      detail:
        'body -> seed\n  Extra inputs are not permitted (type=extra_forbidden)\nbody -> top_p\n  Extra inputs are not permitted (type=extra_forbidden)',
    },
    refused: unknown('seed', 'top_p'),
  },
  {
    from: 'Alishahryar1/free-claude-code#127, of another parameter',
    body: { message: 'Validation: Unsupported parameter(s): seed', type: 'Bad Request', code: 400 },
    refused: unknown('seed'),
  },
  // Groq
  {
    from: 'groq/groq-python#25',
    body: openai('`logprobs` is not supported with this model', null),
    refused: unknown('logprobs'),
  },
  {
    from: 'Groq, as remembered',
    body: openai("property 'logprobs' is unsupported", null),
    refused: unknown('logprobs'),
  },
  {
    from: 'skapadia3214/groq-moa#8',
    body: {
      error: {
        message: 'max_tokens for `llama-3.1-8b-instant` must be less than or equal to 8000',
        type: 'invalid_request_error',
      },
    },
    refused: value('max_tokens'),
  },
  {
    from: 'Alishahryar1/free-claude-code#1354',
    body: openai(
      '`max_completion_tokens` must be less than or equal to `16384`, the maximum value for `max_completion_tokens` is less than the `context_window` for this model',
      'max_completion_tokens',
    ),
    refused: value('max_completion_tokens'),
  },
  // Together
  {
    from: 'lmg-anon/mikupad#55',
    body: {
      message: "5 is greater than the maximum of 1 - 'logprobs'",
      type: 'invalid_request_error',
      param: 'logprobs',
      code: null,
    },
    refused: value('logprobs'),
  },
  // DeepSeek
  {
    from: 'deepseek-ai/DeepSeek-R1#7',
    body: openai('deepseek-reasoner does not support the parameter `temperature`', null, 'invalid_request_error'),
    refused: unknown('temperature'),
  },
  {
    from: 'pollinations/pollinations#1291',
    body: openai('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', null, 'invalid_request_error'),
    refused: value('max_tokens'),
  },
  {
    from: 'deepseek-ai/DeepSeek-V2#9',
    body: { detail: 'Invalid top_logprobs and logprobs value' },
    refused: value('top_logprobs', 'logprobs'),
  },
  // Anthropic, direct and through gateways
  {
    from: 'Vali-98/ChatterUI#564',
    body: { type: 'error', error: { type: 'invalid_request_error', message: NOT_BOTH }, request_id: 'req_1' },
    refused: together,
  },
  {
    from: 'router-for-me/CLIProxyAPI#193',
    body: { type: 'error', error: { type: 'invalid_request_error', message: NOT_BOTH.replaceAll('`', '') } },
    refused: together,
  },
  {
    from: 'ltmoerdani/opencode-copilot-chat#20',
    body: { message: 'temperature is deprecated for this model.' },
    refused: unknown('temperature'),
  },
  {
    from: 'anthropics/anthropic-sdk-python#893',
    body: { type: 'error', error: { type: 'invalid_request_error', message: 'temperature: range: -1 or 0..1' } },
    refused: value('temperature'),
  },
  // LiteLLM
  {
    from: 'Vivswan/litellm-vscode-chat#18',
    body: {
      error: {
        message:
          "litellm.UnsupportedParamsError: gpt-5 models (including gpt-5-codex) don't support temperature=0.7. Only temperature=1 is supported. For gpt-5.1, temperature is supported when reasoning_effort='none' (or not specified, as it defaults to 'none'). To drop unsupported params set litellm.drop_params = True. Received Model Group=gpt-5-mini\nAvailable Model Group Fallbacks=None",
        ...{ type: 'None', param: null, code: '400' },
      },
    },
    refused: fixed,
  },
  {
    from: 'BerriAI/litellm#14146',
    body: openai(
      "litellm.UnsupportedParamsError: LlmProviders.AZURE does not support parameters: {'temperature': 1.0}, for model=gpt-5-mini. To drop these, set `litellm.drop_params=True`",
      null,
      '400',
    ),
    refused: unknown('temperature'),
  },
  {
    from: 'chatboxai/chatbox#2627',
    body: openai(
      "litellm.BadRequestError: OpenAIException - Unsupported parameter: 'top_p' is not supported with this model.. Received Model Group=gpt-5",
      null,
      '400',
    ),
    refused: unknown('top_p'),
  },
  {
    from: 'BerriAI/litellm#15097',
    body: openai(
      `litellm.BadRequestError: AnthropicException - b'${JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: NOT_BOTH } })}'. Received Model Group=claude-sonnet-4-5-20250929`,
      null,
      '400',
    ),
    refused: together,
  },
  {
    from: 'BerriAI/litellm#12635',
    body: openai(
      'litellm.BadRequestError: XaiException - {"code":"Client specified an invalid argument","error":"Argument not supported on this model: stop"}. Received Model Group=xai_grok-4',
      null,
      '400',
    ),
    refused: unknown('stop'),
  },
  {
    from: 'RooCodeInc/Roo-Code#12162',
    body: openai(
      'litellm.BadRequestError: BedrockException - {\\"message\\":\\"The model returned the following errors: {\\\\\\"type\\\\\\":\\\\\\"error\\\\\\",\\\\\\"error\\\\\\":{\\\\\\"type\\\\\\":\\\\\\"invalid_request_error\\\\\\",\\\\\\"message\\\\\\":\\\\\\"`temperature` is deprecated for this model.\\\\\\"}}\\"}',
      null,
    ),
    refused: unknown('temperature'),
  },
  // OpenRouter
  {
    from: 'OpenRouterTeam/ai-sdk-provider#50',
    body: {
      error: { message: 'Provider returned error', code: 400, metadata: { raw: wrapped, provider_name: 'OpenAI' } },
      user_id: 'user_1',
    },
    refused: unknown('temperature'),
  },
  {
    from: 'BerriAI/litellm#10957',
    body: {
      error: {
        message: `Provider returned error, Metadata: {'raw': '${wrapped}', 'provider_name': 'OpenAI'}`,
        code: 400,
      },
    },
    refused: unknown('temperature'),
  },
  {
    from: 'ltmoerdani/opencode-copilot-chat#20, through a gateway',
    body: openai(
      `Error from provider: ${JSON.stringify({ message: 'temperature is deprecated for this model.' })}`,
      null,
    ),
    refused: unknown('temperature'),
  },
  // Google's compatible endpoint
  {
    from: 'yym68686/uni-api#54',
    body: [
      {
        error: {
          code: 400,
          message: 'Invalid JSON payload received. Unknown name "response_format": Cannot find field.',
          status: 'INVALID_ARGUMENT',
          details: [
            {
              fieldViolations: [
                { description: 'Invalid JSON payload received. Unknown name "response_format": Cannot find field.' },
              ],
            },
          ],
        },
      },
    ],
    refused: unknown('response_format'),
  },
  {
    from: 'MinLL/SkyrimNet-GamePlugin#77, of other parameters',
    body: [
      {
        error: {
          code: 400,
          message:
            'Invalid JSON payload received. Unknown name "seed": Cannot find field.\nInvalid JSON payload received. Unknown name "logprobs": Cannot find field.',
        },
      },
    ],
    refused: unknown('seed', 'logprobs'),
  },
  {
    from: 'mscraftsman/generative-ai#135',
    body: {
      error: { code: 400, message: 'Logprobs is not enabled for models/gemini-2.5-pro', status: 'INVALID_ARGUMENT' },
    },
    refused: unknown('logprobs'),
  },
  {
    from: 'GoogleCloudPlatform/generative-ai#2947',
    body: {
      error: { code: 400, message: 'Unable to submit request because Logprobs is not supported for this model.' },
    },
    refused: unknown('logprobs'),
  },
  // Moonshot
  {
    from: 'opencyvis/opencyvis-phone#12',
    body: {
      error: { message: 'invalid temperature: only 1 is allowed for this model', type: 'invalid_request_error' },
    },
    refused: fixed,
  },
  // Text generation inference
  {
    from: 'argilla-io/synthetic-data-generator#48',
    body: { error: 'Input validation error: `top_p` must be > 0.0 and < 1.0', error_type: 'validation' },
    refused: value('top_p'),
  },
  {
    from: 'axum and serde, as remembered',
    body: 'Failed to deserialize the JSON body into the target type: unknown field `seed`, expected one of `model`, `temperature`, `stop` at line 1 column 130',
    refused: unknown('seed'),
  },
  // LM Studio
  {
    from: 'lmstudio-ai/lmstudio-bug-tracker#307',
    body: { error: "'response_format.type' must be 'json_schema' or 'text'" },
    refused: value('response_format'),
  },
  // GigaChat
  {
    from: 'ai-forever/gigachain#237',
    body: { status: 422, message: 'Invalid params: temperature must be in range (0, +inf)' },
    refused: value('temperature'),
  },
  // Xiaomi's
  {
    from: 'AQBot-Desktop/AQBot#93',
    body: {
      error: {
        message: 'Param Incorrect',
        type: 'upstream_error',
        param:
          'max_tokens is too large: 1048576. This model supports at most 131072 completion tokens, whereas you provided 1048576.',
      },
    },
    refused: value('max_tokens'),
  },
  // Cerebras
  {
    from: 'Cerebras, as remembered',
    body: {
      message: "property 'max_tokens' is unsupported",
      type: 'invalid_request_error',
      param: 'validation_error',
      code: 'wrong_api_format',
    },
    refused: unknown('max_tokens'),
  },
  // JSON schema, and Python
  {
    from: 'jsonschema, as remembered',
    body: { detail: "Additional properties are not allowed ('seed', 'logprobs' were unexpected)" },
    refused: unknown('seed', 'logprobs'),
  },
  {
    from: 'Python, as remembered',
    body: { detail: "create() got an unexpected keyword argument 'seed'" },
    refused: unknown('seed'),
  },
  // Phrases without a thread to cite.
  ...remembered,
]

/** Answers of real endpoints, and some that are made up to mislead, that are about something else. */
export const others: Omit<Refusal, 'refused'>[] = [
  {
    from: 'Anthropic, as remembered',
    body: openai(
      'input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000, decrease input length or `max_tokens` and try again',
      null,
    ),
  },
  { from: 'made up: what a model cannot do', body: openai('This model does not support image input, or tools.', null) },
  {
    from: 'mem0ai/mem0#3559',
    body: openai(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      null,
    ),
  },
  {
    from: 'ultimatejimmy/xray.koplugin#33',
    body: openai(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
    ),
  },
  {
    from: 'vllm-project/vllm#4667',
    body: { object: 'error', message: 'max_tokens must be at least 1, got -186.', param: null, code: 400 },
  },
  {
    from: 'claude-code-best/claude-code#272',
    body: openai(
      "'max_tokens' or 'max_completion_tokens' is too large: 64000. This model's maximum context length is 64001 tokens and your request has 24235 input tokens (64000 > 64001 - 24235).",
      null,
    ),
  },
  {
    from: 'ogx-ai/ogx#4534',
    body: openai(
      "This model's maximum context length is 6048 tokens. However, you requested 6616 tokens (568 in the messages, 6048 in the completion). Please reduce the length of the messages or completion.",
      null,
    ),
  },
  {
    from: 'charmbracelet/crush#1590',
    body: {
      object: 'error',
      message: {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'messages', 3, 'assistant', 'seed'],
            msg: 'Extra inputs are not permitted',
            input: 'x',
          },
        ],
      },
    },
  },
  {
    from: 'musistudio/claude-code-router#187',
    body: [{ error: { message: 'Unknown name "additionalProperties" at \'tools[0]\': Cannot find field.' } }],
  },
  { from: 'openai/openai-python#1469', body: openai('Unrecognized request argument supplied: stream_options', null) },
  {
    from: 'a chat template',
    body: openai('Conversation roles must alternate user/assistant/user/assistant/...', null),
  },
  {
    from: 'a model that is not there',
    body: openai("The model 'temperature' does not exist", null, 'model_not_found'),
  },
  {
    from: 'made up: words of a person in the place of the fault',
    body: { detail: [{ loc: ['body', 'messages'], msg: "Value error: 'temperature' is not supported" }] },
  },
  {
    from: 'made up: the whole request is repeated',
    body: {
      message:
        "1 validation error: {'type': 'value_error', 'loc': ('body',), 'msg': 'Value error, bad role', 'input': {'messages': [{'content': \"Unsupported parameter: 'temperature' is not supported\"}], 'temperature': 0.7}}",
    },
  },
  {
    from: 'made up: the request in a field',
    body: { error: { message: 'Bad role', input: { messages: [{ content: "'seed' is not supported" }] } } },
  },
  { from: 'made up: a field of a message', body: openai("Unknown parameter: 'messages[0].stop'.", 'messages[0].stop') },
  {
    from: 'made up: common words',
    body: openai('Please do not stop; the seed of this talk is not allowed under our policy.', null),
  },
  { from: 'made up: another field is at fault', body: openai("'temperature' is not supported by tools.", 'tools') },
  {
    from: 'text generation inference, as remembered',
    body: {
      error:
        'Input validation error: `inputs` tokens + `max_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_tokens`',
    },
  },
  {
    from: 'made up: a sum',
    body: openai('The sum of prompt tokens and max_tokens exceeds the limit of this model.', null),
  },
  {
    from: 'made up: a policy',
    body: openai(
      'Talk about temperature is not allowed, and we had to stop. Only one of your messages may be unsafe.',
      null,
    ),
  },
  {
    from: 'made up: a word like a name',
    body: openai('Unsupported content type. Use application/json instead, or stop.', null),
  },
  { from: 'no words', body: undefined },
  { from: 'a page', body: '<html><h1>400 Bad Request</h1></html>' },
  { from: 'a list that holds nothing', body: [] },
]
