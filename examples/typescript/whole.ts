// What a call answers that does not name `fields`.
//
// The reference says of a call that takes `fields` that it answers the whole form or a part of it, and only the query
// decides which. So there are two clients: one cannot name `fields` and is answered whole; the other may, and must look.

export type Whole<All> = { [Path in keyof All]: { [Method in keyof All[Path]]: WholeCall<All[Path][Method]> } }

type WholeCall<Call> = Call extends { parameters: { query?: infer Query }; responses: { 200: Json<infer Body> } }
  ? Omit<Call, 'parameters' | 'responses'> & {
      parameters: Omit<Call['parameters'], 'query'> & { query?: WithoutFields<Query> }
      responses: Omit<Call['responses'], 200> & { 200: Json<WithoutParts<Body>> }
    }
  : Call

type Json<Body> = { content: { 'application/json': Body } }
type WithoutFields<Query> = Query extends unknown ? Omit<Query, 'fields'> : never
type WithoutParts<Body> = Body extends { data: (infer Item)[] } ? Unless<IsPart<Item>, Body> : Unless<IsPart<Body>, Body>
type IsPart<Form> = Partial<Form> extends Form ? true : false // nothing in a part must be there
type Unless<Condition, Form> = Condition extends true ? never : Form
